// The audio half of a stream: what happens inside a buffer switch.
//
// The control half (host) builds it while no callback can reach it, attaches it to a callback slot, and takes
// it away again only after the slot says that the last callback has left. In between only `run` and `mute`
// cross over.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "abi/driver.h"
#include "engine/channel_path.h"
#include "engine/duplicate_filter.h"
#include "engine/output_blocks.h"
#include "engine/pace_meter.h"
#include "engine/processing.h"
#include "engine/stream_layout.h"
#include "engine/switch_timing.h"
#include "rt/audio_thread.h"
#include "rt/block_ring.h"
#include "rt/bounded_wait.h"
#include "rt/signal.h"
#include "rt/stream_counters.h"

namespace engine {

/// Everything a stream needs, gathered by the control half.
struct AudioStreamSetup {
  std::uint32_t bufferFrames = 0;
  double sampleRateHz = 0;      ///< 0: unknown
  std::byte* memory = nullptr;  ///< laid out by `layout`, zeroed, outlives the stream
  StreamLayout layout;
  std::vector<ChannelPath> inputs;
  std::vector<ChannelPath> outputs;
  std::optional<Processing> processing;  ///< output is made from input; else it is queued
  abi::Driver* outputReadyOf = nullptr;  ///< the driver to tell when output is written, or nullptr
  rt::Signal wake;                       ///< rung when JavaScript wants to know
  rt::Signal bell;                       ///< rung when a thread without an event loop wants to know
  rt::BoundedWait progress;              ///< ends when the program says that it has read or written a block
};

/// What a driver tells with a buffer switch, as far as it tells anything.
struct DriverTime {
  std::optional<std::uint64_t> position;  ///< the driver's own, in frames
  const abi::TimeCode* timeCode = nullptr;
};

class AudioStream {
 public:
  /// Thread: control. Blocking: allocates.
  explicit AudioStream(AudioStreamSetup setup);
  AudioStream(const AudioStream&) = delete;
  AudioStream& operator=(const AudioStream&) = delete;

  /// From now on buffer switches carry samples; the first of them has the position `position`, and `flags`
  /// beside `kStart`. With `sinceNs`, the time of the last buffer switch before the driver was taken away,
  /// the position passes over the whole buffers that would have been since then, and the block carries
  /// `kGap`; not where time is virtual. Thread: control. Blocking: wait-free.
  void run(std::uint64_t position, std::uint32_t flags = 0, std::uint64_t sinceNs = 0) noexcept {
    firstPosition_.store(position, std::memory_order_relaxed);
    sinceNs_.store(sinceNs, std::memory_order_relaxed);
    raise(flags);
    run_.store(++runs_, std::memory_order_release);
  }

  /// From now on a buffer switch plays silence and leaves the rings alone, as in a new stream. Whoever waits
  /// in a callback comes back soon. Thread: any. Blocking: wait-free.
  void mute() noexcept { run_.store(0, std::memory_order_release); }

  /// Nothing will happen in the stream's memory any more. Thread: control. Blocking: wait-free.
  void end() noexcept { counters_->over.store(1, std::memory_order_release); }

  /// The driver runs at `rateHz`, as the host has found. Thread: any. Blocking: wait-free.
  void setSampleRate(double rateHz) noexcept;

  /// The time that a buffer lasts; 0: the rate is unknown. Thread: any. Blocking: wait-free.
  std::uint64_t periodNs() const noexcept { return periodNs_.load(std::memory_order_relaxed); }

  /// How fast the driver runs, by its own words and by the clock. Thread: any. Blocking: wait-free.
  Pace pace() const noexcept RT_SAFE;

  /// Silence in both halves of every output. Thread: control, while no callback runs.
  void silenceOutputs() noexcept;

  /// Whether the time code that comes with buffer switches is taken; at first it is not, as drivers leave
  /// anything there. Thread: any. Blocking: wait-free.
  void takeTimeCode(bool taken) noexcept { takesTimeCode_.store(taken, std::memory_order_relaxed); }

  /// Serves one buffer switch on half `half` (0 or 1), which came with `time`.
  /// Thread: audio. Blocking: wait-free; in step it waits for the program, until the deadline at the most.
  void serve(rt::AudioThread& thread, std::size_t half, const DriverTime& time = {}) noexcept RT_SAFE;

  /// Whether the program can take another buffer switch without losing anything; waits for that, some
  /// milliseconds at the most. For a driver that can wait between two buffer switches.
  /// Thread: audio, outside of a buffer switch. Blocking: waits.
  bool awaitProgram(rt::AudioThread& thread) noexcept;

  /// The driver's time is not the clock's; a program that waits looks again, as nobody hears what such a
  /// driver plays. Thread: any. Blocking: wait-free.
  void setVirtualTime(bool is) noexcept RT_SAFE;

  /// The next block carries these flags as well. Thread: any. Blocking: wait-free.
  void raise(std::uint32_t flags) noexcept RT_SAFE {
    if (flags != 0) raised_.fetch_or(flags, std::memory_order_relaxed);
  }

  /// Counts a buffer switch that came while another was being served: its frames are lost, and the next block
  /// says so. Thread: any. Blocking: wait-free.
  void countReentry() noexcept RT_SAFE {
    counters_->reentries.addShared(1);
    skipped_.fetch_add(1, std::memory_order_relaxed);
  }

 private:
  void serveAt(rt::AudioThread& thread, std::size_t half, std::uint64_t nowNs, bool first) noexcept RT_SAFE;
  void passOnTimeCode(const abi::TimeCode* timeCode) noexcept RT_SAFE;
  void measurePace(std::uint64_t nowNs) noexcept RT_SAFE;
  void beginRun(std::uint32_t run, std::uint64_t nowNs) noexcept RT_SAFE;
  void passOverSkipped() noexcept RT_SAFE;
  void passOverGap(std::uint64_t nowNs) noexcept RT_SAFE;
  bool isDuplicate(std::size_t half, std::optional<std::uint64_t> driverPosition,
                   std::uint64_t nowNs) noexcept RT_SAFE;
  bool takeInputs(rt::AudioThread& thread, std::size_t half, std::uint64_t nowNs) noexcept RT_SAFE;
  void giveOutputs(rt::AudioThread& thread, std::size_t half, const rt::Block& block) noexcept RT_SAFE;
  rt::Block nextOutput() noexcept RT_SAFE;
  rt::Block awaitOutput(std::uint64_t nowNs) noexcept RT_SAFE;
  bool canGoOn(std::uint32_t run) noexcept RT_SAFE;
  bool isOver(std::uint32_t run) const noexcept RT_SAFE;
  template <class Condition>
  bool await(std::uint32_t run, std::uint64_t deadlineNs, Condition condition) noexcept RT_SAFE;
  void silence(std::size_t half) noexcept RT_SAFE;
  void ringWake() noexcept RT_SAFE;
  void ringBell() noexcept RT_SAFE;
  void signalLoss() noexcept RT_SAFE;

  // Set once.
  const AudioStreamSetup setup_;
  rt::StreamCounters* const counters_;
  const bool inStep_;

  // Control thread only.
  std::uint32_t runs_ = 0;

  // Shared: written by control, read by audio.
  std::atomic<std::uint32_t> run_{0};  ///< 0: muted, else which run this is
  std::atomic<std::uint64_t> firstPosition_{0};
  std::atomic<std::uint64_t> sinceNs_{0};  ///< 0: nothing is passed over
  std::atomic<std::uint64_t> periodNs_;
  std::atomic<bool> takesTimeCode_{false};

  // Shared: raised by any thread of the driver's, taken back by audio. Only counts and marks, hence relaxed
  // everywhere.
  std::atomic<std::uint32_t> skipped_{0};
  std::atomic<std::uint32_t> raised_{0};

  // Audio thread only.
  std::uint32_t lastRun_ = 0;
  rt::RingWriter input_;
  OutputBlocks output_;
  SwitchTiming timing_;
  PaceMeter pace_;
  DuplicateFilter duplicates_;
  std::uint64_t position_ = 0;
  std::uint32_t inputFlags_ = 0;  ///< for the next block
};

}  // namespace engine
