// What lies in the memory that the drivers of one cable share, before the samples.
//
// Everything is an atomic of its own, and whoever changes several things at once does so in a place that
// nobody reads until a last store says so: a program can be killed between any two stores.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "abi/types.h"
#include "platform/shared_memory.h"

namespace drivers::loopback {

inline constexpr int kBusPlaces = platform::SharedMemory::kPlaces;
/// Another number where anything below changes.
inline constexpr std::uint32_t kBusVersion = 1;

using Word = std::atomic<std::uint64_t>;
static_assert(Word::is_always_lock_free && std::atomic<double>::is_always_lock_free && sizeof(Word) == 8);

/// What one driver says of itself. Written by it, and under the lock by whoever finds that it is gone.
struct alignas(64) BusPlace {
  Word done;    ///< bus position up to which its outputs are written and its inputs are read
  Word ticket;  ///< lower: it came earlier; 0: nobody's
  Word origin;  ///< where its run began
  Word first;   ///< nothing before it is to be heard
  /// Odd while what is below, `first` and the samples before `done` are being changed. Another number for
  /// every run.
  std::atomic<std::uint32_t> run;
  std::atomic<std::uint32_t> isRunning;
  std::atomic<abi::Long> frames;  ///< its buffer size; 0: it has no buffers
  std::atomic<abi::Long> delay;   ///< in frames, from an output to its inputs
  std::atomic<abi::SampleType> type;
  std::array<Word, 4> outputs;  ///< a bit for each channel that it plays
};

/// Which time it is at which position. Written under the lock.
struct BusTimeWords {
  Word position;
  Word timeNs;
  std::atomic<double> rateHz;
  std::atomic<std::uint32_t> isOther;  ///< the drivers are in their other format
};

/// All zero: nobody has used it yet.
struct BusHead {
  Word signature;  ///< of the settings that all drivers have to agree on
  Word lastTicket;
  Word changes;  ///< how often the time was changed; the lowest bit tells which of `times` holds
  std::array<BusTimeWords, 2> times;
  std::array<BusPlace, kBusPlaces> places;
};

/// The samples begin here: for each place a ring for each output.
inline constexpr std::size_t kBusHeadBytes = 4096;
static_assert(sizeof(BusHead) <= kBusHeadBytes);

}  // namespace drivers::loopback
