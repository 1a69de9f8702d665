// The playing half of a stream: fills the device's buffer.
#pragma once

#include <cstdint>

#include "drivers/wasapi/buffers.h"
#include "drivers/wasapi/open_client.h"

namespace drivers::wasapi {

/// Thread: `begin` and `end` control, while the stream's thread does not run; the rest that thread. Blocking:
/// as the device's calls, which do not wait for it.
class RenderSide {
 public:
  /// Both have to outlive it.
  RenderSide(OpenClient& open, const Buffers& buffers) noexcept;

  Pace pace() const noexcept { return open_.pace; }
  bool asksForAll() const noexcept { return open_.asksForAll(); }

  /// How many frames are queued where there is nothing to be written.
  std::uint32_t filledFrames() const noexcept { return filledFrames_; }

  /// Starts the device, its buffer filled with silence: with events it would stall otherwise, or click.
  Result begin() noexcept;
  /// Stops it and throws away what it has. Whatever fails, there is nothing to be done about it.
  void end() noexcept;

  /// Where it does not ask for all: how much can be written, and whether there is nothing left to be played.
  Result getRoom(std::uint32_t& frames, bool& isDry) noexcept;

  /// Takes the device's room for one switch's worth, before the host is called.
  /// `result::kBufferTooLarge`: there is none, as the event was that of a period gone by.
  Result take() noexcept;
  /// Fills what was taken. `half`: of the buffers; negative: silence.
  Result write(abi::Long half) noexcept;

 private:
  Result give(std::uint32_t frames, bool isSilent) noexcept;
  void letGo() noexcept;

  OpenClient& open_;
  const Buffers& buffers_;
  const std::uint32_t switchFrames_;
  const std::uint32_t filledFrames_;
  std::byte* taken_ = nullptr;  ///< until it is filled
};

}  // namespace drivers::wasapi
