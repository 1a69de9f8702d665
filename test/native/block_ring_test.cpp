#include "rt/block_ring.h"

#include <doctest/doctest.h>

#include <cstring>
#include <deque>
#include <random>
#include <thread>

#include "patience.h"
#include "ring_memory.h"

using rt::Block;
using rt::RingReader;
using rt::RingWriter;

namespace {

/// Just before the counts start again from zero, before their sign bit changes, and the beginning.
constexpr std::uint32_t kFirsts[] = {0, 1, 0x7fff'fff0u, UINT32_MAX - 3, UINT32_MAX};

/// A number in every part of a block, so that a torn one shows.
void fill(const Block& block, std::size_t blockBytes, std::uint32_t number) {
  *block.header = {number, ~number, number + 1, number + 2, number + 3, number + 4, number + 5, number + 6};
  for (std::size_t at = 0; at < blockBytes; at += 4) std::memcpy(block.samples + at, &number, 4);
}

bool holds(const Block& block, std::size_t blockBytes, std::uint32_t number) {
  const rt::BlockHeader expected = {number,     ~number,    number + 1, number + 2,
                                    number + 3, number + 4, number + 5, number + 6};
  bool same = std::memcmp(block.header, &expected, sizeof expected) == 0;
  for (std::size_t at = 0; at < blockBytes; at += 4) {
    same = same && std::memcmp(block.samples + at, &number, 4) == 0;
  }
  return same;
}

}  // namespace

TEST_CASE("a ring takes as many blocks as it has and gives them back in order, past 2^32 as well") {
  for (const std::uint32_t first : kFirsts) {
    for (const std::uint32_t capacity : {1u, 2u, 4u, 16u}) {
      CAPTURE(first);
      CAPTURE(capacity);
      OwnRing ring(capacity, 8, first);
      RingWriter writer(ring.memory());
      RingReader reader(ring.memory());
      for (std::uint32_t round = 0; round < 3; ++round) {
        CHECK_FALSE(reader.tryPeek());
        for (std::uint32_t i = 0; i < capacity; ++i) {
          const Block block = writer.tryClaim();
          REQUIRE(block);
          fill(block, 8, round * 100 + i);
          writer.publish();
        }
        CHECK_FALSE(writer.tryClaim());
        for (std::uint32_t i = 0; i < capacity; ++i) {
          const Block block = reader.tryPeek();
          REQUIRE(block);
          CHECK(holds(block, 8, round * 100 + i));
          reader.release();
        }
      }
    }
  }
}

TEST_CASE("a claimed block is not there before it is published, and looking at one does not take it") {
  OwnRing ring(2, 4);
  RingWriter writer(ring.memory());
  RingReader reader(ring.memory());
  const Block claimed = writer.tryClaim();
  CHECK_FALSE(reader.tryPeek());
  CHECK(writer.tryClaim().header == claimed.header);  // still the same one
  writer.publish();
  CHECK(reader.tryPeek().header == claimed.header);
  CHECK(reader.tryPeek().header == claimed.header);
  CHECK(writer.tryClaim().header != claimed.header);
}

TEST_CASE("an end that is made later goes on where the one before it was") {
  OwnRing ring(4, 4, UINT32_MAX - 1);
  RingWriter first(ring.memory());
  for (std::uint32_t i = 0; i < 3; ++i) {
    fill(first.tryClaim(), 4, i);
    first.publish();
  }
  RingReader early(ring.memory());
  early.release();
  RingWriter second(ring.memory());
  RingReader reader(ring.memory());
  fill(second.tryClaim(), 4, 3);
  second.publish();
  for (std::uint32_t i = 1; i < 4; ++i) {
    REQUIRE(reader.tryPeek());
    CHECK(holds(reader.tryPeek(), 4, i));
    reader.release();
  }
  CHECK_FALSE(reader.tryPeek());
}

TEST_CASE("whatever the order of pushes and pops, a ring is a queue") {
  std::mt19937 random(7);
  for (const std::uint32_t first : kFirsts) {
    for (const std::uint32_t capacity : {1u, 2u, 8u, 64u}) {
      OwnRing ring(capacity, 12, first);
      RingWriter writer(ring.memory());
      RingReader reader(ring.memory());
      std::deque<std::uint32_t> model;
      bool same = true;
      for (std::uint32_t step = 0; step < 20000 && same; ++step) {
        // Now and then one side has the word for a while, so that both ends of the range are reached.
        const bool push = random() % 100 < (step / 500 % 2 == 0 ? 70 : 30);
        if (push) {
          const Block block = writer.tryClaim();
          same = static_cast<bool>(block) == (model.size() < capacity);
          if (!block) continue;
          fill(block, 12, step);
          writer.publish();
          model.push_back(step);
        } else {
          const Block block = reader.tryPeek();
          same = static_cast<bool>(block) == !model.empty();
          if (!block || !same) continue;
          same = holds(block, 12, model.front());
          reader.release();
          model.pop_front();
        }
      }
      CAPTURE(first);
      CAPTURE(capacity);
      CHECK(same);
    }
  }
}

TEST_CASE("between two threads every block arrives once, in order and whole") {
#ifdef __SANITIZE_THREAD__
  constexpr std::uint32_t kBlocks = 20'000;  // each byte is looked at
#else
  constexpr std::uint32_t kBlocks = 100'000;
#endif
  constexpr std::size_t kBlockBytes = 256;
  for (const std::uint32_t capacity : {1u, 2u, 16u}) {
    OwnRing ring(capacity, kBlockBytes, UINT32_MAX - kBlocks / 2);
    std::atomic<bool> giveUp{false};
    std::thread producer([&] {
      RingWriter writer(ring.memory());
      for (std::uint32_t i = 0; i < kBlocks && !giveUp;) {
        const Block block = writer.tryClaim();
        if (!block) {
          std::this_thread::yield();
          continue;
        }
        fill(block, kBlockBytes, i++);
        writer.publish();
      }
    });
    RingReader reader(ring.memory());
    std::uint32_t arrived = 0;
    bool whole = true;
    const std::uint64_t end = patienceEndNs();
    while (arrived < kBlocks && whole && platform::nowNs() < end) {
      const Block block = reader.tryPeek();
      if (!block) {
        std::this_thread::yield();
        continue;
      }
      whole = holds(block, kBlockBytes, arrived++);
      // Whoever still reads after giving back would see the writer's next block.
      fill(block, kBlockBytes, 0xdead'beefu);
      reader.release();
    }
    giveUp = true;
    producer.join();
    CAPTURE(capacity);
    CHECK(whole);
    CHECK(arrived == kBlocks);
    CHECK_FALSE(reader.tryPeek());
  }
}
