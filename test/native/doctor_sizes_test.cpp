// Which buffer sizes an examination tries.
#include <doctest/doctest.h>

#include "doctor/sizes.h"

using doctor::SizesAnswer;
using doctor::sizesToTry;

namespace {

std::vector<long> tried(long min, long max, long preferred, long step) {
  SizesAnswer sizes;
  sizes.min = min;
  sizes.max = max;
  sizes.preferred = preferred;
  sizes.step = step;
  return sizesToTry(sizes);
}

using Sizes = std::vector<long>;

}  // namespace

TEST_CASE("doctor: sizes are tried once each, the preferred one first") {
  CHECK(tried(256, 256, 256, 0) == Sizes{256});
  CHECK(tried(64, 1024, 256, 64) == Sizes{256, 64, 512, 1024});
  CHECK(tried(64, 1024, 64, 64) == Sizes{64, 512, 1024});
  CHECK(tried(64, 1024, 256, 0) == Sizes{256, 64, 1024});
}

TEST_CASE("doctor: between powers of two there is a power of two") {
  CHECK(tried(16, 4096, 64, -1) == Sizes{64, 16, 256, 4096});
  CHECK(tried(48, 1000, 192, -1) == Sizes{192, 48, 1000});
}

TEST_CASE("doctor: numbers that make no sense are not tried") {
  CHECK(tried(-5, 0, 128, 1) == Sizes{128});
  CHECK(tried(1024, 64, 256, 64) == Sizes{256, 1024, 64});
  CHECK(tried(64, 1 << 30, 256, 64).size() == 2);
}
