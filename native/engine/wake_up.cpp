#include "engine/wake_up.h"

#include "rt/stream_counters.h"

namespace engine {

void noteWakeUp(std::byte* memory, const RingLayout& input, std::uint64_t nowNs) noexcept {
  if (input.capacity == 0) return;
  const rt::Block block = rt::RingReader(mapRing(memory, input)).tryPeek();
  if (!block) return;
  const std::uint64_t madeNs = rt::timeNsOf(*block.header);
  reinterpret_cast<rt::StreamCounters*>(memory)->wakeUps.note(nowNs > madeNs ? nowNs - madeNs : 0);
}

}  // namespace engine
