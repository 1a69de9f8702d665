// How long the program was asleep: what JavaScript relies on, and what is measured.
#include "rt/wake_ups.h"

#include <doctest/doctest.h>

#include <array>
#include <cstring>

#include "abi/sample_types.h"
#include "device_rig.h"
#include "engine/wake_up.h"

using rt::WakeUps;

namespace {

/// As JavaScript reads them: count, sum, longest, then the buckets.
using Words = std::array<std::uint64_t, 3 + WakeUps::kBuckets>;

Words wordsOf(const WakeUps& wakeUps) {
  Words words;
  std::memcpy(words.data(), &wakeUps, sizeof words);
  return words;
}

/// Where a bucket from the second on begins: four equal steps to the octave.
std::uint64_t beginOf(std::size_t bucket) {
  const std::size_t octave = WakeUps::kFirstOctave + (bucket - 1) / 4;
  return (std::uint64_t{4} + (bucket - 1) % 4) << (octave - 2);
}

}  // namespace

TEST_CASE("a bucket begins where the one before it ends") {
  CHECK(beginOf(1) == 1024);
  CHECK(beginOf(2) == 1280);
  CHECK(beginOf(5) == 2048);
  for (std::size_t bucket = 1; bucket < WakeUps::kBuckets; ++bucket) {
    CAPTURE(bucket);
    CHECK(WakeUps::bucketOf(beginOf(bucket) - 1) == bucket - 1);
    CHECK(WakeUps::bucketOf(beginOf(bucket)) == bucket);
    CHECK(WakeUps::bucketOf(beginOf(bucket) + 1) == bucket);
  }
}

TEST_CASE("the first bucket holds all that is shorter, and the last all that is longer") {
  for (const std::uint64_t latency : {0u, 1u, 2u, 3u, 512u, 1023u}) CHECK(WakeUps::bucketOf(latency) == 0);
  const std::uint64_t last = beginOf(WakeUps::kBuckets - 1);
  for (const std::uint64_t latency : {last, last * 2, last * 1000, UINT64_MAX / 2, UINT64_MAX}) {
    CHECK(WakeUps::bucketOf(latency) == WakeUps::kBuckets - 1);
  }
}

TEST_CASE("what takes longer is never in an earlier bucket") {
  std::size_t before = 0;
  for (std::uint64_t latency = 0; latency < std::uint64_t{1} << 40; latency += latency / 64 + 1) {
    const std::size_t bucket = WakeUps::bucketOf(latency);
    REQUIRE(bucket >= before);
    REQUIRE(bucket - before <= 1);  // nor is one left out
    before = bucket;
  }
  CHECK(before == WakeUps::kBuckets - 1);
}

TEST_CASE("wake-ups are 64-bit words: their number, their sum, the longest and the buckets in order") {
  WakeUps wakeUps;
  CHECK((wordsOf(wakeUps) == Words{}));
  Words expected = {};
  for (const std::uint64_t latency : {5000u, 1024u, 7u, 1279u, 1280u, 5001u}) {
    wakeUps.note(latency);
    expected[0] += 1;
    expected[1] += latency;
  }
  expected[2] = 5001;
  expected[3] = 1;      // 7
  expected[3 + 1] = 2;  // 1024 and 1279
  expected[3 + 2] = 1;  // 1280
  expected[3 + 9] = 2;  // from 4096 to 5119
  CHECK((wordsOf(wakeUps) == expected));
  wakeUps.note(UINT64_MAX - 20000);
  CHECK(wordsOf(wakeUps)[2] == UINT64_MAX - 20000);
  CHECK(wordsOf(wakeUps).back() == 1);
}

TEST_CASE("a wake-up counts from the buffer switch of the oldest block that is not read") {
  const engine::StreamLayout layout =
      engine::layOut({4, 16, sample::Format::int32, {abi::sample_type::kInt32Lsb}, {}});
  StreamMemory memory(layout.bytes);
  const WakeUps& wakeUps = (new (memory.data()) rt::StreamCounters)->wakeUps;
  engine::noteWakeUp(memory.data(), layout.input, 1000);
  CHECK(wordsOf(wakeUps)[0] == 0);  // nothing to wake up for

  rt::RingWriter writer(engine::mapRing(memory.data(), layout.input));
  const std::uint64_t made = 0x5'0000'0000u - 100;  // the low half is about to wrap
  for (const std::uint64_t time : {made, made + 100}) {
    const rt::Block block = writer.tryClaim();
    block.header->timeLow = static_cast<std::uint32_t>(time);
    block.header->timeHigh = static_cast<std::uint32_t>(time >> 32);
    writer.publish();
  }
  engine::noteWakeUp(memory.data(), layout.input, made + 3000);
  CHECK(wordsOf(wakeUps)[0] == 1);
  CHECK(wordsOf(wakeUps)[1] == 3000);
  rt::RingReader(engine::mapRing(memory.data(), layout.input)).release();
  engine::noteWakeUp(memory.data(), layout.input, made + 100 + 2000);
  CHECK(wordsOf(wakeUps)[1] == 5000);
  engine::noteWakeUp(memory.data(), layout.input, made);  // clocks of two processors may differ a little
  CHECK(wordsOf(wakeUps)[0] == 3);
  CHECK(wordsOf(wakeUps)[1] == 5000);
  CHECK(wordsOf(wakeUps)[2] == 3000);
}

TEST_CASE("without an input ring there is no wake-up to note") {
  const engine::StreamLayout layout =
      engine::layOut({4, 16, sample::Format::int32, {}, {abi::sample_type::kInt32Lsb}});
  StreamMemory memory(layout.bytes);
  const WakeUps& wakeUps = (new (memory.data()) rt::StreamCounters)->wakeUps;
  engine::noteWakeUp(memory.data(), layout.input, 1000);
  CHECK((wordsOf(wakeUps) == Words{}));
}
