#include "host/stream_setup.h"

#include "host/error.h"
#include "sample/converter.h"

namespace host {
namespace {

const ChannelDescription& channelOf(const std::vector<ChannelDescription>& channels, long index) {
  if (index < 0 || static_cast<std::size_t>(index) >= channels.size()) {
    throw Error(ErrorCode::invalidState,
                "The device has no channel " + std::to_string(index) + " (any more).");
  }
  return channels[static_cast<std::size_t>(index)];
}

std::vector<abi::SampleType> typesOf(const std::vector<ChannelDescription>& channels,
                                     const std::vector<long>& chosen, sample::Format format,
                                     sample::Direction direction) {
  std::vector<abi::SampleType> types;
  for (const long index : chosen) {
    const ChannelDescription& channel = channelOf(channels, index);
    const sample::TypeInfo* type = sample::findType(channel.type);
    if (type == nullptr) {
      throw Error(ErrorCode::formatUnsupported, "Channel " + std::to_string(index) +
                                                    " has the unknown sample type " +
                                                    std::to_string(channel.type) + ".");
    }
    if (sample::findConverter(channel.type, format, direction) == nullptr) {
      throw Error(ErrorCode::formatUnsupported,
                  "Channel " + std::to_string(index) + " has the sample type " + type->name +
                      ", which has no numbers to convert; open the stream with format 'native'.");
    }
    types.push_back(channel.type);
  }
  return types;
}

engine::ChannelPath pathOf(abi::SampleType type, const StreamRequest& request, sample::Direction direction,
                           const abi::BufferInfo& info, std::size_t blockOffset) {
  const sample::TypeInfo& facts = *sample::findType(type);
  const auto frames = static_cast<std::size_t>(request.bufferSize);
  engine::ChannelPath path = {};
  path.halves[0] = static_cast<std::byte*>(info.buffers[0]);
  path.halves[1] = static_cast<std::byte*>(info.buffers[1]);
  path.blockOffset = blockOffset;
  path.convert = sample::findConverter(type, request.format, direction);
  path.driverBytes = sample::bytesOf(facts, frames);
  path.count = request.format == sample::Format::native ? path.driverBytes : frames;
  path.silence = facts.silence;
  return path;
}

}  // namespace

engine::StreamPlan planOf(const DeviceDescription& device, const StreamRequest& request) {
  engine::StreamPlan plan;
  plan.bufferFrames = static_cast<std::uint32_t>(request.bufferSize);
  plan.depthFrames = request.depthFrames;
  plan.format = request.format;
  plan.inputs = typesOf(device.inputs, request.inputs, request.format, sample::Direction::input);
  plan.outputs = typesOf(device.outputs, request.outputs, request.format, sample::Direction::output);
  return plan;
}

engine::AudioStreamSetup layOutStream(const DeviceDescription& device, const StreamRequest& request) {
  engine::AudioStreamSetup setup;
  setup.bufferFrames = static_cast<std::uint32_t>(request.bufferSize);
  setup.layout = engine::layOut(planOf(device, request));
  if (setup.layout.bytes != request.memoryBytes) {
    throw Error(ErrorCode::invalidState,
                "The device has changed while the stream was being opened; open it again.");
  }
  setup.memory = request.memory;
  return setup;
}

std::vector<abi::BufferInfo> bufferInfosOf(const StreamRequest& request) {
  std::vector<abi::BufferInfo> infos;
  for (const long channel : request.inputs) infos.push_back({1, channel, {nullptr, nullptr}});
  for (const long channel : request.outputs) infos.push_back({0, channel, {nullptr, nullptr}});
  return infos;
}

void connect(engine::AudioStreamSetup& setup, const DeviceDescription& device, const StreamRequest& request,
             const std::vector<abi::BufferInfo>& infos) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < request.inputs.size(); ++i) {
    const abi::SampleType type = channelOf(device.inputs, request.inputs[i]).type;
    setup.inputs.push_back(
        pathOf(type, request, sample::Direction::input, infos[next++], setup.layout.input.channelOffsets[i]));
  }
  for (std::size_t i = 0; i < request.outputs.size(); ++i) {
    const abi::SampleType type = channelOf(device.outputs, request.outputs[i]).type;
    setup.outputs.push_back(pathOf(type, request, sample::Direction::output, infos[next++],
                                   setup.layout.output.channelOffsets[i]));
  }
}

}  // namespace host
