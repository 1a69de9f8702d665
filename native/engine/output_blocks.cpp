#include "engine/output_blocks.h"

namespace engine {

OutputBlocks::OutputBlocks(const rt::RingMemory& memory, rt::StreamCounters& counters,
                           std::uint32_t bufferFrames, const std::optional<Processing>& processing) noexcept
    : counters_(counters),
      bufferFrames_(bufferFrames),
      processed_(processing.has_value()),
      delayFrames_(processing ? std::uint64_t{processing->delayBuffers} * bufferFrames : 0),
      ring_(memory.capacity == 0 ? rt::RingReader() : rt::RingReader(memory)) {}

void OutputBlocks::beginRun(std::uint32_t run, std::uint64_t position) noexcept RT_SAFE {
  run_ = run;
  firstPosition_ = position;
}

rt::Block OutputBlocks::take(std::uint64_t position) noexcept RT_SAFE {
  wanted_ = isWanted(position);  // before the look: who writes does both the other way round
  if (processed_) return takeDue(position);
  dropDiscarded();
  return ring_.tryPeek();
}

bool OutputBlocks::isWanted(std::uint64_t position) const noexcept RT_SAFE {
  // The first buffers of a run have no input that they could be made from.
  if (processed_) return position >= firstPosition_ + delayFrames_;
  return counters_.outputWanted.load(std::memory_order_acquire) != 0;
}

bool OutputBlocks::countNone(std::uint64_t position) noexcept RT_SAFE {
  if (!wanted_) return false;
  (processed_ ? counters_.missed : counters_.underruns).add(1);
  (processed_ ? counters_.missedFrames : counters_.underrunFrames).add(bufferFrames_);
  (processed_ ? counters_.lastMissedPosition : counters_.lastUnderrunPosition).set(position);
  return true;
}

/// What the program has taken back.
void OutputBlocks::dropDiscarded() noexcept RT_SAFE {
  if (counters_.discardWanted.load(std::memory_order_relaxed) == 0) return;
  // Acquire: the count belongs to this wish, or to a later one.
  counters_.discardWanted.exchange(0, std::memory_order_acquire);
  const std::uint32_t end = counters_.discardTo.load(std::memory_order_relaxed);
  while (static_cast<std::int32_t>(end - ring_.count()) > 0) {
    const rt::Block block = ring_.tryPeek();
    if (!block) return;
    counters_.discardedFrames.add(block.header->frames);
    ring_.release();
  }
}

/// The output of the input that came the delay before `position`. Older ones, and those of an earlier run,
/// are not waited for by anybody any more.
rt::Block OutputBlocks::takeDue(std::uint64_t position) noexcept RT_SAFE {
  const std::uint64_t due = position - delayFrames_;
  for (rt::Block block = ring_.tryPeek(); block; block = ring_.tryPeek()) {
    const bool ofThisRun = block.header->run == run_;
    const std::uint64_t made = rt::positionOf(*block.header);
    if (ofThisRun && wanted_ && made == due) return block;
    if (ofThisRun && (!wanted_ || made > due)) return {};  // its time comes
    ring_.release();
  }
  return {};
}

}  // namespace engine
