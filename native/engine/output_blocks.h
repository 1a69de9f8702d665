// Which block of the output ring goes out in a buffer switch.
//
// Plain streams play what is queued, in order. Processed ones play what belongs to an input block, a fixed
// number of buffers later; what comes too late is dropped, so that the delay never grows.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/processing.h"
#include "rt/annotations.h"
#include "rt/block_ring.h"
#include "rt/stream_counters.h"

namespace engine {

/// Audio thread only, but for the constructor.
class OutputBlocks {
 public:
  OutputBlocks(const rt::RingMemory& memory, rt::StreamCounters& counters, std::uint32_t bufferFrames,
               const std::optional<Processing>& processing) noexcept;

  /// The driver was started: the first buffer switch has this position. Blocking: wait-free.
  void beginRun(std::uint32_t run, std::uint64_t position) noexcept RT_SAFE;

  /// The block for the buffer switch at `position`, or none. What is never to be played is dropped here.
  /// Blocking: wait-free.
  rt::Block take(std::uint64_t position) noexcept RT_SAFE;

  /// The block was played. Blocking: wait-free.
  void release() noexcept RT_SAFE { ring_.release(); }

  /// How many blocks have left the ring, played or dropped. Blocking: wait-free.
  std::uint32_t count() const noexcept RT_SAFE { return ring_.count(); }

  /// `take` found none for `position`: counts what that means. True: frames were lost. Blocking: wait-free.
  bool countNone(std::uint64_t position) noexcept RT_SAFE;

  /// Whether a program means to have something played at `position`. Blocking: wait-free.
  bool isWanted(std::uint64_t position) const noexcept RT_SAFE;

 private:
  void dropDiscarded() noexcept RT_SAFE;
  rt::Block takeDue(std::uint64_t position) noexcept RT_SAFE;

  // Set once.
  rt::StreamCounters& counters_;
  const std::uint32_t bufferFrames_;
  const bool processed_;
  const std::uint64_t delayFrames_;

  rt::RingReader ring_;
  std::uint32_t run_ = 0;
  std::uint64_t firstPosition_ = 0;
  bool wanted_ = false;  ///< whether a block was wanted when `take` looked for one
};

}  // namespace engine
