#include "engine/output_blocks.h"

#include <doctest/doctest.h>

#include <vector>

#include "ring_memory.h"

using engine::OutputBlocks;
using engine::Processing;

namespace {

constexpr std::uint32_t kFrames = 4;

/// A ring of eight blocks, whose first byte tells them apart, with the test in the program's place.
struct Queue {
  explicit Queue(const std::optional<Processing>& processing = std::nullopt, std::uint32_t first = 0)
      : ring(8, 1, first), writer(ring.memory()), blocks(ring.memory(), counters, kFrames, processing) {}

  void put(int value, std::uint64_t position = 0, std::uint32_t run = 1, std::uint32_t frames = kFrames) {
    const rt::Block block = writer.tryClaim();
    REQUIRE(block);
    block.header->positionLow = static_cast<std::uint32_t>(position);
    block.header->positionHigh = static_cast<std::uint32_t>(position >> 32);
    block.header->run = run;
    block.header->frames = frames;
    *block.samples = static_cast<std::byte>(value);
    writer.publish();
  }

  /// Takes back what has been put so far.
  void discard() {
    counters.discardTo = ring.memory().indices->written.load();
    counters.discardWanted = 1;
  }

  /// The value of the block for `position`, 0: none. It stays where it is.
  int look(std::uint64_t position) {
    const rt::Block block = blocks.take(position);
    return block ? std::to_integer<int>(*block.samples) : 0;
  }

  /// A buffer switch at `position`.
  int play(std::uint64_t position) {
    const int value = look(position);
    if (value != 0)
      blocks.release();
    else
      blocks.countNone(position);
    return value;
  }

  std::uint32_t queued() const { return ring.memory().indices->written - ring.memory().indices->read; }

  rt::StreamCounters counters;
  OwnRing ring;
  rt::RingWriter writer;
  OutputBlocks blocks;
};

/// Counts near those where a signed or unsigned one begins anew.
constexpr std::uint32_t kFirsts[] = {0, 0x7fff'fffeu, UINT32_MAX - 1};

}  // namespace

TEST_CASE("plain output is played in order, whatever its headers say") {
  Queue queue;
  queue.blocks.beginRun(2, 1000);
  queue.put(1, 77, 9);
  queue.put(2, 5, 1);
  CHECK(queue.look(1000) == 1);
  CHECK(queue.look(1000) == 1);
  CHECK(queue.play(1000) == 1);
  CHECK(queue.play(0) == 2);
  CHECK(queue.play(8) == 0);
}

TEST_CASE("plain output that is missing counts where it is wanted, with its position") {
  Queue queue;
  queue.blocks.beginRun(1, 0);
  CHECK_FALSE(queue.blocks.isWanted(0));
  CHECK(queue.look(0) == 0);
  queue.counters.outputWanted = 1;  // only after the look: the one that was missing was not meant to be there
  CHECK_FALSE(queue.blocks.countNone(0));
  CHECK(queue.blocks.isWanted(0));
  CHECK(queue.play(0x7'0000'0004u) == 0);
  CHECK(queue.play(0x7'0000'000cu) == 0);
  CHECK(queue.counters.underruns.get() == 2);
  CHECK(queue.counters.underrunFrames.get() == 2 * kFrames);
  CHECK(queue.counters.lastUnderrunPosition.get() == 0x7'0000'000cu);
  CHECK(queue.counters.missed.get() == 0);
}

TEST_CASE("discarding drops what was queued before it and nothing else, past 2^32 as well") {
  for (const std::uint32_t first : kFirsts) {
    CAPTURE(first);
    Queue queue(std::nullopt, first);
    queue.blocks.beginRun(1, 0);
    queue.put(1);
    CHECK(queue.play(0) == 1);
    queue.put(2);
    queue.put(3);
    queue.put(4, 0, 1, 3);  // the end of something
    queue.discard();
    queue.put(5);
    queue.put(6);
    CHECK(queue.counters.discardedFrames.get() == 0);
    CHECK(queue.play(4) == 5);
    CHECK(queue.counters.discardWanted == 0);
    CHECK(queue.counters.discardedFrames.get() == 2 * kFrames + 3);
    CHECK(queue.play(8) == 6);
    CHECK(queue.play(12) == 0);
    CHECK(queue.counters.discardedFrames.get() == 2 * kFrames + 3);
  }
}

TEST_CASE("discarding everything leaves an empty ring, and what comes then is played") {
  for (const std::uint32_t first : kFirsts) {
    CAPTURE(first);
    Queue queue(std::nullopt, first);
    queue.blocks.beginRun(1, 0);
    for (int i = 1; i <= 8; ++i) queue.put(i);
    queue.discard();
    CHECK(queue.play(0) == 0);
    CHECK(queue.queued() == 0);
    CHECK(queue.counters.discardedFrames.get() == 8 * kFrames);
    queue.put(9);
    CHECK(queue.play(4) == 9);
  }
}

TEST_CASE("a wish to discard what was played already drops nothing") {
  for (const std::uint32_t first : kFirsts) {
    CAPTURE(first);
    Queue queue(std::nullopt, first);
    queue.blocks.beginRun(1, 0);
    queue.discard();
    queue.put(1);
    queue.put(2);
    CHECK(queue.play(0) == 1);
    queue.counters.discardTo = first;  // older still
    queue.counters.discardWanted = 1;
    CHECK(queue.play(4) == 2);
    CHECK(queue.counters.discardWanted == 0);
    CHECK(queue.counters.discardedFrames.get() == 0);
  }
}

TEST_CASE("of two wishes to discard before a buffer switch the later one counts") {
  Queue queue;
  queue.blocks.beginRun(1, 0);
  queue.put(1);
  queue.discard();
  queue.put(2);
  queue.discard();
  queue.put(3);
  CHECK(queue.play(0) == 3);
  CHECK(queue.counters.discardedFrames.get() == 2 * kFrames);
}

TEST_CASE("processed output waits for its position, and the first buffers of a run want none") {
  for (const std::uint32_t delay : {0u, 1u, 3u}) {
    CAPTURE(delay);
    const std::uint64_t start = 0x1'0000'0000u - kFrames;  // the low half is about to wrap
    Queue queue(Processing{delay, 0});
    queue.blocks.beginRun(1, start);
    for (std::uint64_t i = 0; i < 5; ++i) queue.put(static_cast<int>(i + 1), start + i * kFrames);
    for (std::uint64_t i = 0; i < delay; ++i) {
      CHECK_FALSE(queue.blocks.isWanted(start + i * kFrames));
      CHECK(queue.play(start + i * kFrames) == 0);
    }
    CHECK(queue.queued() == 5);
    for (std::uint64_t i = 0; i < 5; ++i) {
      const std::uint64_t position = start + (i + delay) * kFrames;
      CHECK(queue.blocks.isWanted(position));
      CHECK(queue.look(position) == static_cast<int>(i + 1));  // as often as one likes
      CHECK(queue.play(position) == static_cast<int>(i + 1));
    }
    CHECK(queue.counters.missed.get() == 0);
    CHECK(queue.play(start + (5 + delay) * kFrames) == 0);
    CHECK(queue.counters.missed.get() == 1);
    CHECK(queue.counters.missedFrames.get() == kFrames);
    CHECK(queue.counters.lastMissedPosition.get() == start + (5 + delay) * kFrames);
    CHECK(queue.counters.underruns.get() == 0);
  }
}

TEST_CASE("processed output whose time is over is dropped, and what is not due yet stays") {
  Queue queue(Processing{1, 0});
  queue.blocks.beginRun(1, 0);
  queue.put(1, 0);
  queue.put(2, 4);
  queue.put(3, 12);  // there is none for 8
  CHECK(queue.play(0) == 0);
  CHECK(queue.play(8) == 2);
  CHECK(queue.play(12) == 0);
  CHECK(queue.queued() == 1);
  CHECK(queue.play(16) == 3);
  CHECK(queue.counters.missed.get() == 1);
  CHECK(queue.counters.lastMissedPosition.get() == 12);
}

TEST_CASE("processed output of another run is dropped wherever it says it belongs") {
  Queue queue(Processing{1, 0});
  queue.blocks.beginRun(2, 0);
  queue.put(1, 0, 1);
  queue.put(2, 400, 1);
  CHECK(queue.play(0) == 0);
  CHECK(queue.queued() == 0);  // even while none is wanted
  CHECK(queue.counters.missed.get() == 0);
  queue.put(3, 8, 1);
  queue.put(4, 0, 2);
  CHECK(queue.play(4) == 4);
  CHECK(queue.counters.discardedFrames.get() == 0);
}

TEST_CASE("without a ring there is no output") {
  rt::StreamCounters counters;
  for (const auto& processing : {std::optional<Processing>(), std::optional(Processing{1, 0})}) {
    OutputBlocks blocks({}, counters, kFrames, processing);
    blocks.beginRun(1, 0);
    CHECK_FALSE(blocks.isWanted(0));
  }
}
