// The guard itself: a net with a hole in it would let every other test pass.
#include "audio_guard.h"

#include <doctest/doctest.h>

#include <memory>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

namespace {

struct alignas(256) Wide {
  char content[256];
};

/// What happened during one call of `work` inside of a callback.
template <class Work>
std::uint64_t allocationsOf(Work work) {
  const std::uint64_t before = allocationsInAudio();
  {
    const AudioScope scope;
    work();
  }
  return allocationsInAudio() - before;
}

/// Volatile, as otherwise the compiler may leave out an allocation that nobody looks at.
int* volatile number;
Wide* volatile wide;

}  // namespace

TEST_CASE("every way to allocate inside a callback is counted") {
  CHECK(allocationsOf([] { number = new int; }) == 1);
  CHECK(allocationsOf([] { delete number; }) == 1);
  CHECK(allocationsOf([] { number = new int[3]; }) == 1);
  CHECK(allocationsOf([] { delete[] number; }) == 1);
  CHECK(allocationsOf([] { number = new (std::nothrow) int; }) == 1);
  CHECK(allocationsOf([] { ::operator delete(number, std::nothrow); }) == 1);
  CHECK(allocationsOf([] { wide = new Wide; }) == 1);
  CHECK(reinterpret_cast<std::uintptr_t>(wide) % 256 == 0);
  CHECK(allocationsOf([] { delete wide; }) == 1);
  CHECK(allocationsOf([] { std::vector<int>(100).swap(*std::make_unique<std::vector<int>>()); }) >= 2);
}

TEST_CASE("outside of a callback, in a pause of it, and on other threads nothing is counted") {
  const std::uint64_t before = allocationsInAudio();
  number = new int;
  delete number;
  {
    const AudioScope outer;
    const AudioPause pause;
    number = new int;
    delete number;
    std::thread([] {
      number = new int;
      delete number;
    }).join();
  }
  CHECK(allocationsInAudio() == before);
  const AudioScope outer;
  const AudioScope inner;
  number = new int;
  delete number;
  const AudioPause pause;
  CHECK(allocationsInAudio() == before + 2);
}

TEST_CASE("a lock inside a callback is counted where the platform lets us look") {
  std::mutex mutex;
  const std::uint64_t before = locksInAudio();
  { const std::lock_guard outside(mutex); }
  CHECK(locksInAudio() == before);
  {
    const AudioScope scope;
    const std::lock_guard inside(mutex);
  }
  if (countsLocks) {
    CHECK(locksInAudio() == before + 1);
  } else {
    MESSAGE("locks are not counted in this build");
  }
}
