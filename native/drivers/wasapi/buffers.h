// The double buffers that driver and host share, one for each channel, and the way between them and a
// device's frames. Samples are moved as they are: nothing here looks at a value.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "abi/types.h"
#include "drivers/shell/buffer_request.h"

namespace drivers::wasapi {

using shell::ChannelCounts;

/// Thread: constructor control; the rest buffer-switch.
class Buffers {
 public:
  /// For a request that was checked. Writes the addresses into `infos`.
  Buffers(const ChannelCounts& counts, std::size_t sampleBytes, abi::BufferInfo* infos, abi::Long channels,
          abi::Long frames);
  Buffers(const Buffers&) = delete;
  Buffers& operator=(const Buffers&) = delete;

  abi::Long frames() const noexcept { return frames_; }
  bool contains(bool isInput, abi::Long channel) const noexcept;

  /// Silence everywhere: what a run before has left is not heard again.
  void clear() noexcept;

  /// Before the host is called: the frames that a device has recorded; nullptr: silence. Blocking: wait-free.
  void fillInputs(abi::Long half, const std::byte* device) noexcept;
  /// What the host has written, into a device's frames; channels that it does not have are silent. Blocking:
  /// wait-free.
  void copyOutputs(abi::Long half, std::byte* device) const noexcept;

 private:
  struct Channel {
    bool isInput;
    abi::Long number;
    std::byte* halves[2];
  };

  const Channel* find(bool isInput, abi::Long number) const noexcept;

  const ChannelCounts counts_;
  const std::size_t sampleBytes_;
  const abi::Long frames_;
  std::size_t stride_;
  std::vector<std::byte> memory_;
  std::vector<Channel> channels_;
};

}  // namespace drivers::wasapi
