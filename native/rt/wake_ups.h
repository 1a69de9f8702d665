// How long it takes from a buffer switch until the program runs because of it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "rt/counter.h"

namespace rt {

/// A histogram with four steps to the octave, from one microsecond up. Written by the thread that is woken,
/// read by any.
class WakeUps {
 public:
  static constexpr std::size_t kBuckets = 96;
  /// Whatever is below 2^10 ns is in the first bucket; 1 to 4 are the octave from there, in equal steps.
  static constexpr unsigned kFirstOctave = 10;

  /// Thread: the one that was woken. Blocking: wait-free.
  void note(std::uint64_t latencyNs) noexcept {
    count_.add(1);
    sumNs_.add(latencyNs);
    longestNs_.raiseTo(latencyNs);
    buckets_[bucketOf(latencyNs)].add(1);
  }

  static std::size_t bucketOf(std::uint64_t latencyNs) noexcept {
    unsigned octave = 0;
    for (std::uint64_t rest = latencyNs; rest > 1; rest >>= 1) ++octave;
    if (octave < kFirstOctave) return 0;
    const std::uint64_t quarter = (latencyNs >> (octave - 2)) & 3;
    const std::size_t bucket = 1 + (octave - kFirstOctave) * 4 + static_cast<std::size_t>(quarter);
    return bucket < kBuckets ? bucket : kBuckets - 1;
  }

 private:
  // JavaScript reads these as 64-bit words in this order.
  Counter count_;
  Counter sumNs_;
  Counter longestNs_;
  Counter buckets_[kBuckets];
};
static_assert(sizeof(WakeUps) == (3 + WakeUps::kBuckets) * 8);

}  // namespace rt
