#include "drivers/wasapi/render_side.h"

namespace drivers::wasapi {

RenderSide::RenderSide(OpenClient& open, const Buffers& buffers) noexcept
    : open_(open),
      buffers_(buffers),
      switchFrames_(static_cast<std::uint32_t>(buffers.frames())),
      filledFrames_(open.filledFrames(switchFrames_)) {}

Result RenderSide::begin() noexcept {
  if (const Result result = open_.client->takeBuffer(filledFrames_, taken_); failed(result)) return result;
  if (const Result result = give(filledFrames_, true); failed(result)) return result;
  return open_.client->start();
}

void RenderSide::end() noexcept {
  open_.client->stop();
  // Somebody has stopped between the two. After the stop, as it may be the half that sounds.
  if (taken_ != nullptr) letGo();
  open_.client->reset();
}

Result RenderSide::getRoom(std::uint32_t& frames, bool& isDry) noexcept {
  std::uint32_t padding = 0;
  if (const Result result = open_.client->getPadding(padding); failed(result)) return result;
  frames = padding < filledFrames_ ? filledFrames_ - padding : 0;
  isDry = padding == 0;
  return result::kOk;
}

Result RenderSide::take() noexcept { return open_.client->takeBuffer(switchFrames_, taken_); }

Result RenderSide::write(abi::Long half) noexcept {
  if (half >= 0) buffers_.copyOutputs(half, taken_);
  return give(switchFrames_, half < 0);
}

Result RenderSide::give(std::uint32_t frames, bool isSilent) noexcept {
  taken_ = nullptr;
  const Result result = open_.client->giveBuffer(frames, isSilent);
  if (failed(result)) letGo();
  return result;
}

/// What is held would stand in the way of everything else. Where the device asks for all, nothing less can be
/// given back.
void RenderSide::letGo() noexcept {
  taken_ = nullptr;
  const bool asksForAll = open_.asksForAll();
  open_.client->giveBuffer(asksForAll ? open_.bufferFrames : 0, asksForAll);
}

}  // namespace drivers::wasapi
