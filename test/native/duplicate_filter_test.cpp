// Which calls for a buffer switch repeat the one before.
#include "engine/duplicate_filter.h"

#include <doctest/doctest.h>

using engine::DuplicateFilter;

namespace {

constexpr std::uint64_t kPeriod = 1'000'000;

struct Driver {
  /// A call that is not meant as a repetition, `frames` after the last.
  bool next(std::uint64_t frames = 64) {
    half = 1 - half;
    position += frames;
    now += kPeriod;
    return again();
  }
  bool again(std::uint64_t afterNs = 1000) {
    now += afterNs;
    return filter.isDuplicate(half, tells ? std::optional(position) : std::nullopt, now, kPeriod);
  }
  DuplicateFilter filter;
  bool tells = true;
  std::size_t half = 1;
  std::uint64_t position = 0;
  std::uint64_t now = 0;
};

}  // namespace

TEST_CASE("a call for the same half at the same position repeats the last, once positions are seen to move") {
  Driver driver;
  CHECK_FALSE(driver.next());
  CHECK_FALSE(driver.again());  // nobody knows yet
  for (int i = 0; i < 10; ++i) {
    CHECK_FALSE(driver.next());
    if (i > 0) CHECK(driver.again());
    if (i > 0) CHECK(driver.again(kPeriod * 3));  // however long it took
  }
}

TEST_CASE("a driver whose position does not move repeats nothing, whatever its halves") {
  for (const bool oneHalf : {false, true}) {
    Driver driver;
    for (int i = 0; i < 100; ++i) {
      CHECK_FALSE(driver.next(0));
      if (oneHalf) driver.half = 1;
    }
  }
}

TEST_CASE("a driver with one half only repeats nothing as long as its position moves") {
  Driver driver;
  for (int i = 0; i < 100; ++i) {
    driver.half = 1;
    CHECK_FALSE(driver.next());
  }
}

TEST_CASE("a position that stops to move costs three buffer switches and no more") {
  Driver driver;
  for (int i = 0; i < 10; ++i) {
    driver.half = 1;
    driver.next();
  }
  int lost = 0;
  for (int i = 0; i < 100; ++i) {
    driver.half = 1;
    if (driver.next(0)) ++lost;
  }
  CHECK(lost == 3);
}

TEST_CASE("without a position the time tells, for a driver that takes its halves in turn") {
  Driver driver;
  driver.tells = false;
  CHECK_FALSE(driver.next());
  CHECK_FALSE(driver.again());
  for (int i = 0; i < 10; ++i) driver.next();
  CHECK(driver.again(kPeriod / 20));
  CHECK_FALSE(driver.again(kPeriod / 5));
  Driver single;
  single.tells = false;
  for (int i = 0; i < 100; ++i) {
    single.half = 1;
    single.now -= kPeriod - 1;  // all at once
    CHECK_FALSE(single.next());
  }
}

TEST_CASE("another run begins anew") {
  Driver driver;
  for (int i = 0; i < 10; ++i) driver.next();
  driver.filter.begin();
  CHECK_FALSE(driver.again());
  CHECK_FALSE(driver.again());
}
