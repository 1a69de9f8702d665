// Memory that programs share: who has it, who has which place in it, and what is left when nobody has.
#include "platform/shared_memory.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <thread>

#include "patience.h"

using platform::SharedMemory;

namespace {

std::string name() {
  static std::atomic<int> count{0};
  return "test-" + std::to_string(platform::nowNs()) + "-" + std::to_string(++count);
}

}  // namespace

TEST_CASE("all who ask for a name have the same memory, which is zero at first") {
  const std::string shared = name();
  constexpr std::size_t kBytes = 100'000;
  SharedMemory one(shared, kBytes);
  REQUIRE(one.size() >= kBytes);
  for (std::size_t i = 0; i < kBytes; ++i) REQUIRE(one.data()[i] == std::byte{0});
  one.reserve(4096, 50'000);
  std::memset(one.data(), 0x5a, kBytes);
  SharedMemory two(shared, 10);
  CHECK(two.size() == one.size());
  CHECK(std::memcmp(one.data(), two.data(), kBytes) == 0);
  two.data()[77] = std::byte{1};
  CHECK(one.data()[77] == std::byte{1});
  const SharedMemory another(name(), kBytes);
  CHECK(another.data()[0] == std::byte{0});
}

TEST_CASE("when the last has gone nothing is left") {
  const std::string shared = name();
  for (int round = 1; round <= 3; ++round) {
    const auto bytes = static_cast<std::size_t>(round) * 8192;
    auto one = std::make_unique<SharedMemory>(shared, bytes);
    const auto two = std::make_unique<SharedMemory>(shared, 4096);
    CHECK(two->size() == bytes);
    one.reset();
    CHECK(two->data()[bytes - 1] == std::byte{0});
    two->data()[bytes - 1] = std::byte{1};
  }
}

TEST_CASE("a place is one's only, until he has gone") {
  const std::string shared = name();
  auto one = std::make_unique<SharedMemory>(shared, 4096);
  SharedMemory two(shared, 4096);
  CHECK_FALSE(two.isTaken(3));
  REQUIRE(one->take(3));
  CHECK(two.isTaken(3));
  CHECK_FALSE(one->isTaken(3));
  CHECK_FALSE(two.take(3));
  CHECK(two.take(4));
  CHECK(one->isTaken(4));
  one.reset();
  CHECK_FALSE(two.isTaken(3));
  CHECK(two.take(3));
}

TEST_CASE("the lock is one's at a time") {
  const std::string shared = name();
  SharedMemory one(shared, 4096);
  std::atomic<bool> isIn{false};
  std::thread other;
  {
    const SharedMemory::Lock lock(one);
    other = std::thread([&] {
      SharedMemory two(shared, 4096);
      const SharedMemory::Lock mine(two);
      isIn = true;
    });
    // It is waiting, or on its way there: either way it must not be in.
    for (int i = 0; i < 1000; ++i) {
      std::this_thread::yield();
      REQUIRE_FALSE(isIn);
    }
  }
  CHECK(comesTrue([&] { return isIn.load(); }));
  other.join();
}
