#include "host/description.h"

#include <algorithm>

#include "abi/sample_types.h"

namespace host {

bool offers(const BufferSizes& sizes, long frames) noexcept {
  if (frames <= 0) return false;
  if (frames == sizes.min || frames == sizes.max || frames == sizes.preferred) return true;
  if (frames < sizes.min || frames > sizes.max) return false;
  if (sizes.granularity > 0) {
    // Unsigned: a minimum far below zero is no reason to overflow.
    const unsigned long above = static_cast<unsigned long>(frames) - static_cast<unsigned long>(sizes.min);
    return above % static_cast<unsigned long>(sizes.granularity) == 0;
  }
  if (sizes.granularity == -1) return (frames & (frames - 1)) == 0;
  return false;
}

std::string describe(const BufferSizes& sizes) {
  if (sizes.min == sizes.max) return std::to_string(sizes.preferred) + " frames only";
  std::string text = std::to_string(sizes.min) + " to " + std::to_string(sizes.max) + " frames";
  if (sizes.granularity == -1) text += ", powers of two";
  if (sizes.granularity > 1) text += ", in steps of " + std::to_string(sizes.granularity);
  if (sizes.granularity == 0) text += ", only these two";
  return text + "; it prefers " + std::to_string(sizes.preferred);
}

const char* nameOf(IoFormat format) noexcept { return format == IoFormat::dsd ? "DSD" : "PCM"; }

IoFormat ioFormatOf(const DeviceDescription& device) noexcept {
  const auto allDsd = [](const std::vector<ChannelDescription>& channels) {
    return std::all_of(channels.begin(), channels.end(), [](const ChannelDescription& channel) {
      return abi::sample_type::isDsd(channel.type);
    });
  };
  if (device.inputs.empty() && device.outputs.empty()) return IoFormat::pcm;
  return allDsd(device.inputs) && allDsd(device.outputs) ? IoFormat::dsd : IoFormat::pcm;
}

}  // namespace host
