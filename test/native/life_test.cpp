// What may follow what in the life of a device: the whole table, written down a second time.
#include "host/life.h"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>
#include <utility>

using host::Life;
using host::LifeState;
using S = host::LifeState;

namespace {

const std::set<std::pair<S, S>> kAllowed = {
    {S::closed, S::opening},     {S::opening, S::open},       {S::opening, S::closed},
    {S::open, S::preparing},     {S::open, S::restarting},    {S::open, S::closing},
    {S::preparing, S::prepared}, {S::preparing, S::open},     {S::preparing, S::closed},
    {S::prepared, S::starting},  {S::prepared, S::disposing}, {S::prepared, S::restarting},
    {S::prepared, S::closing},   {S::starting, S::running},   {S::starting, S::prepared},
    {S::running, S::stopping},   {S::running, S::restarting}, {S::running, S::closing},
    {S::stopping, S::prepared},  {S::stopping, S::lost},      {S::disposing, S::open},
    {S::disposing, S::lost},     {S::restarting, S::open},    {S::restarting, S::closed},
    {S::restarting, S::lost},    {S::closing, S::closed},     {S::closing, S::lost},
};

/// Leads a new life to `state`.
void leadTo(Life& life, S state) {
  if (state == S::closed) return;
  const S way[] = {S::opening, S::open, S::preparing, S::prepared, S::starting, S::running, S::stopping};
  for (const S step : way) {
    if (step == S::preparing && mayFollow(S::open, state)) break;
    if (step == S::starting && mayFollow(S::prepared, state)) break;
    if (life.is(state)) return;
    life.enter(step);
  }
  if (life.is(state)) return;
  if (state == S::lost && life.is(S::stopping)) return life.enter(S::lost);
  life.enter(state);
}

}  // namespace

TEST_CASE("of all steps from one state to another those of the picture are allowed, and no others") {
  for (std::size_t from = 0; from < host::kLifeStates; ++from) {
    for (std::size_t to = 0; to < host::kLifeStates; ++to) {
      CAPTURE(host::nameOf(S(from)));
      CAPTURE(host::nameOf(S(to)));
      CHECK(host::mayFollow(S(from), S(to)) == (kAllowed.count({S(from), S(to)}) == 1));
    }
  }
}

TEST_CASE("a step that is not allowed is refused and leaves the state") {
  for (std::size_t from = 0; from < host::kLifeStates; ++from) {
    for (std::size_t to = 0; to < host::kLifeStates; ++to) {
      Life life;
      leadTo(life, S(from));
      REQUIRE(life.is(S(from)));
      if (host::mayFollow(S(from), S(to))) {
        life.enter(S(to));
        CHECK(life.is(S(to)));
      } else {
        CHECK_THROWS_AS(life.enter(S(to)), std::logic_error);
        CHECK(life.is(S(from)));
      }
    }
  }
}

TEST_CASE("every state has a name of its own") {
  std::set<std::string> names;
  for (std::size_t state = 0; state < host::kLifeStates; ++state) names.insert(host::nameOf(S(state)));
  CHECK(names.size() == host::kLifeStates);
}
