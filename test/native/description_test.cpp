#include "host/description.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>

using host::BufferSizes;
using host::offers;

namespace {

constexpr long kLeast = std::numeric_limits<long>::min();
constexpr long kMost = std::numeric_limits<long>::max();

}  // namespace

TEST_CASE("a granularity is a step from the smallest size") {
  const BufferSizes sizes{48, 480, 96, 48};
  for (const long frames : {48l, 96l, 144l, 480l}) CHECK(offers(sizes, frames));
  for (const long frames : {0l, -48l, 47l, 49l, 64l, 528l}) CHECK_FALSE(offers(sizes, frames));
}

TEST_CASE("a granularity of -1 means powers of two, between ends of whatever kind") {
  const BufferSizes sizes{48, 3000, 1000, -1};
  for (const long frames : {64l, 128l, 2048l, 48l, 3000l, 1000l}) CHECK(offers(sizes, frames));
  for (const long frames : {32l, 96l, 1024l + 1, 4096l}) CHECK_FALSE(offers(sizes, frames));
}

TEST_CASE("the ends and the preferred size count although the driver contradicts itself") {
  CHECK(offers({256, 256, 256, 0}, 256));
  CHECK(offers({256, 256, 256, -1}, 256));
  CHECK(offers({256, 256, 512, 16}, 512));
  CHECK(offers({1024, 64, 256, 0}, 64));
  CHECK_FALSE(offers({256, 512, 256, 0}, 384));
  CHECK_FALSE(offers({256, 512, 256, -7}, 384));
  CHECK_FALSE(offers({1024, 64, 256, 1}, 512));
  CHECK_FALSE(offers({0, 0, 0, 0}, 0));
  CHECK_FALSE(offers({-64, 64, -64, 1}, -64));
}

TEST_CASE("sizes far outside of all sense are only numbers") {
  CHECK(offers({kLeast, kMost, 256, 1}, 64));
  CHECK(offers({kLeast, kMost, 256, kMost}, kMost));
  CHECK_FALSE(offers({kLeast, kMost, 256, kLeast}, 64));
  CHECK_FALSE(offers({kMost, kLeast, 256, -1}, 64));
  CHECK(offers({1, kMost, 256, -1}, kMost / 2 + 1));
}

TEST_CASE("what is offered is said in words") {
  CHECK(describe(BufferSizes{256, 256, 256, 0}) == "256 frames only");
  CHECK(describe(BufferSizes{64, 1024, 256, -1}) == "64 to 1024 frames, powers of two; it prefers 256");
  CHECK(describe(BufferSizes{48, 480, 96, 48}) == "48 to 480 frames, in steps of 48; it prefers 96");
  CHECK(describe(BufferSizes{64, 512, 64, 0}) == "64 to 512 frames, only these two; it prefers 64");
  CHECK(describe(BufferSizes{1, 512, 64, 1}) == "1 to 512 frames; it prefers 64");
}
