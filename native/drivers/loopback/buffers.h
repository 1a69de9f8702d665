// The double buffers that driver and host share, and the way from the outputs to the inputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "abi/types.h"
#include "drivers/loopback/bus.h"
#include "drivers/loopback/cable.h"
#include "drivers/loopback/delay_line.h"
#include "drivers/loopback/settings.h"

namespace drivers::loopback {

/// Throws where `createBuffers` cannot be granted. Changes nothing.
void checkBufferRequest(const Settings& settings, const Mode& mode, const BufferRule& rule,
                        const abi::BufferInfo* infos, abi::Long channels, abi::Long bufferFrames);

/// Thread: constructor and `clear` control, with no stream running; the rest buffer-switch.
class Buffers {
 public:
  /// For a request that was checked. Writes the addresses into `infos`. `cable`: nullptr where the far side
  /// is nobody's. `bus`: nullptr where the outputs are nobody else's; it is prepared before the first run.
  /// Both outlive this.
  Buffers(const Mode& mode, abi::BufferInfo* infos, abi::Long channels, abi::Long bufferFrames, Cable* cable,
          Bus* bus);
  Buffers(const Buffers&) = delete;
  Buffers& operator=(const Buffers&) = delete;

  abi::Long frames() const noexcept { return frames_; }
  bool contains(bool isInput, abi::Long channel) const noexcept;
  /// Which of `count` outputs there are.
  std::vector<bool> outputs(abi::Long count) const;

  /// Empties the way from the outputs to the inputs.
  void clear() noexcept;

  /// Before the host is called: what comes back in the switch at `position`. Blocking: wait-free.
  void fillInputs(abi::Long half, std::uint64_t position) noexcept;
  /// After the host has returned: what it wrote. Blocking: wait-free.
  void takeOutputs(abi::Long half) noexcept;

 private:
  void hearBus(abi::Long half, std::uint64_t position) noexcept;
  void playOnBus(abi::Long half) noexcept;
  void takeFed(abi::Long half) noexcept;
  void keepOutputs(abi::Long half) noexcept;

  struct Channel {
    bool isInput;
    abi::Long number;
    std::byte* halves[2];
  };

  /// An input and where its samples come from.
  struct Path {
    const Channel* input;
    const Channel* output;  ///< nullptr: nothing was created that could be heard
    std::optional<DelayLine> line;
  };

  struct AlignedDelete {
    void operator()(std::byte* memory) const noexcept;
  };

  const Channel* find(bool isInput, abi::Long number) const noexcept;

  abi::Long frames_;
  std::size_t halfBytes_;
  std::byte silence_;
  Cable* const cable_;
  Bus* const bus_;
  const bool cableFits_;  ///< it carries samples of this type
  std::unique_ptr<std::byte, AlignedDelete> memory_;
  std::vector<Channel> channels_;
  std::vector<Path> paths_;
};

}  // namespace drivers::loopback
