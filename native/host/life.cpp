#include "host/life.h"

#include <stdexcept>
#include <string>

namespace host {
namespace {

constexpr std::uint16_t bit(LifeState state) noexcept {
  return static_cast<std::uint16_t>(1u << static_cast<unsigned>(state));
}

template <class... State>
constexpr std::uint16_t any(State... states) noexcept {
  return static_cast<std::uint16_t>((0u | ... | bit(states)));
}

struct Row {
  const char* name;
  std::uint16_t next;
};

using S = LifeState;

/// In the order of `LifeState`.
constexpr Row kRows[kLifeStates] = {
    {"closed", any(S::opening)},
    {"opening", any(S::open, S::closed)},
    {"open", any(S::preparing, S::restarting, S::closing)},
    {"preparing", any(S::prepared, S::open, S::closed)},
    {"prepared", any(S::starting, S::disposing, S::restarting, S::closing)},
    {"starting", any(S::running, S::prepared)},
    {"running", any(S::stopping, S::restarting, S::closing)},
    {"stopping", any(S::prepared, S::lost)},
    {"disposing", any(S::open, S::lost)},
    {"restarting", any(S::open, S::closed, S::lost)},
    {"closing", any(S::closed, S::lost)},
    {"lost", 0},
};

const Row& rowOf(LifeState state) noexcept { return kRows[static_cast<std::size_t>(state)]; }

}  // namespace

bool mayFollow(LifeState from, LifeState to) noexcept { return (rowOf(from).next & bit(to)) != 0; }

const char* nameOf(LifeState state) noexcept { return rowOf(state).name; }

void Life::enter(LifeState next) {
  const LifeState now = state();
  if (!mayFollow(now, next))
    throw std::logic_error(std::string("a device that is ") + nameOf(now) + " cannot be " + nameOf(next));
  state_.store(next, std::memory_order_release);
}

}  // namespace host
