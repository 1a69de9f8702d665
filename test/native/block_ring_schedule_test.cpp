// A ring between two threads that come across each other in every way a random schedule finds.
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "random_schedule.h"
#include "ring_memory.h"
#include "rt/block_ring.h"
#include "sequence.h"

using rt::Block;
using rt::RingReader;
using rt::RingWriter;

namespace {

constexpr std::uint32_t kCapacities[] = {4, 8, 64};
constexpr std::size_t kBlockBytes[] = {32, 264, 1024, 6144};

/// What every run has to see before it may end.
constexpr std::uint32_t kBlocks = 200;
constexpr std::uint32_t kWalls = 5;  ///< meetings with a full ring, and with an empty one

constexpr std::size_t kWordBytes = sizeof(std::uint64_t);
constexpr std::size_t kHeaderWords = sizeof(rt::BlockHeader) / kWordBytes;

/// A block's number, and a sequence in all the rest of it.
void fill(const Block& block, std::size_t blockBytes, std::uint32_t number) {
  std::uint64_t header[kHeaderWords] = {number};
  for (std::size_t i = 1; i < kHeaderWords; ++i) header[i] = sequenceWord(number, i);
  std::memcpy(block.header, header, sizeof header);
  for (std::size_t i = 0; i < blockBytes / kWordBytes; ++i) {
    const std::uint64_t word = sequenceWord(number, kHeaderWords + i);
    std::memcpy(block.samples + i * kWordBytes, &word, kWordBytes);
  }
}

std::uint64_t wordAt(const void* words, std::size_t index) {
  std::uint64_t word;
  std::memcpy(&word, static_cast<const std::byte*>(words) + index * kWordBytes, kWordBytes);
  return word;
}

std::uint32_t numberOf(const Block& block) { return static_cast<std::uint32_t>(wordAt(block.header, 0)); }

bool isWhole(const Block& block, std::size_t blockBytes) {
  const std::uint32_t number = numberOf(block);
  bool whole = wordAt(block.header, 0) == number;
  for (std::size_t i = 1; i < kHeaderWords; ++i) {
    whole = whole && wordAt(block.header, i) == sequenceWord(number, i);
  }
  for (std::size_t i = 0; i < blockBytes / kWordBytes; ++i) {
    whole = whole && wordAt(block.samples, i) == sequenceWord(number, kHeaderWords + i);
  }
  return whole;
}

/// One ring, its two ends and what each of them saw.
struct Run {
  Run(std::uint32_t capacity, std::size_t blockBytes, std::uint32_t seed)
      // The counts begin again from zero on the way.
      : ring(capacity, blockBytes, UINT32_MAX - kBlocks / 2),
        writing(encounter, 0, seed, 2 * capacity),
        reading(encounter, 1, seed, 2 * capacity) {}

  /// The writer's thread. A block that finds no room is dropped, or else tried again.
  void write(bool drops) {
    RingWriter writer(ring.memory());
    std::uint32_t walls = 0;
    while (writing.goesOn() && !(encounter.isOld() && published >= kBlocks && walls >= kWalls &&
                                 emptyWalls.load(relaxed) >= kWalls)) {
      const Block block = writer.tryClaim();
      if (!block) {
        ++walls;
        if (drops) dropped.push_back(next++);
        writing.dawdle();
        continue;
      }
      // At once: the reader may just have let go of the slot.
      fill(block, ring.memory().blockBytes, next++);
      writing.dawdle();
      writer.publish();
      ++published;
      writing.dawdle();
    }
    finished.store(true, relaxed);
    encounter.stop();
  }

  /// The reader's thread, until the writer has ended.
  void read() {
    while (!finished.load(relaxed) && problem.empty()) {
      if (!readOne()) {
        emptyWalls.store(emptyWalls.load(relaxed) + 1, relaxed);
      }
      reading.dawdle();
    }
    encounter.stop();
  }

  /// Also for what is left after the writer's end. False: there is nothing.
  bool readOne() {
    const Block block = reader.tryPeek();
    if (!block) return false;
    reading.dawdle();
    const std::uint32_t number = numberOf(block);
    const bool whole = isWhole(block, ring.memory().blockBytes);
    reader.release();
    if (!whole) {
      problem = "block " + std::to_string(number) + " is torn";
    } else if (number < due) {
      problem = "block " + std::to_string(number) + " came when " + std::to_string(due) + " was due";
    }
    while (due < number) missing.push_back(due++);
    ++due;
    ++arrived;
    return true;
  }

  static constexpr auto relaxed = std::memory_order_relaxed;

  Encounter encounter;
  OwnRing ring;
  RandomSchedule writing;
  RandomSchedule reading;
  std::atomic<bool> finished{false};
  std::atomic<std::uint32_t> emptyWalls{0};

  // The writer's, until it is joined.
  std::uint32_t next = 0;
  std::uint32_t published = 0;
  std::vector<std::uint32_t> dropped;

  // The reader's.
  RingReader reader{ring.memory()};
  std::uint32_t due = 0;
  std::uint32_t arrived = 0;
  std::vector<std::uint32_t> missing;
  std::string problem;
};

void run(bool drops) {
  for (const std::uint32_t seed : scheduleSeeds()) {
    for (const std::uint32_t capacity : kCapacities) {
      for (const std::size_t blockBytes : kBlockBytes) {
        INFO(howToRepeat(seed));
        CAPTURE(capacity);
        CAPTURE(blockBytes);
        Run run(capacity, blockBytes, seed);
        std::thread writer([&] { run.write(drops); });
        run.read();
        writer.join();
        while (run.problem.empty() && run.readOne()) {
        }
        while (run.due < run.next) run.missing.push_back(run.due++);
        CHECK(run.problem == "");
        CHECK(run.published >= kBlocks);
        CHECK(run.arrived == run.published);
        CHECK(run.missing == run.dropped);
        CHECK(run.dropped.empty() != drops);
      }
    }
  }
}

}  // namespace

TEST_CASE("whatever the schedule, a ring carries every block once, in order and whole") { run(false); }

TEST_CASE("whatever the schedule, exactly the blocks are missing that found the ring full") { run(true); }
