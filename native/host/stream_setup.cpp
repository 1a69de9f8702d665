#include "host/stream_setup.h"

#include "host/error.h"
#include "sample/type_info.h"

namespace host {
namespace {

const ChannelDescription& channelOf(const std::vector<ChannelDescription>& channels, long index) {
  if (index < 0 || static_cast<std::size_t>(index) >= channels.size()) {
    throw Error(ErrorCode::invalidState,
                "The device has no channel " + std::to_string(index) + " (any more).");
  }
  return channels[static_cast<std::size_t>(index)];
}

[[noreturn]] void refuseFormat(long channel, const std::string& why) {
  throw Error(ErrorCode::formatUnsupported, "Channel " + std::to_string(channel) + " has the " + why);
}

/// Why there is no conversion, and what to do.
std::string explain(const sample::TypeInfo& type) {
  const std::string name = std::string("sample type ") + type.name;
  if (type.type == abi::sample_type::kDsdInt8Ner8)
    return name + ", whose bytes can only be had as they are; open the stream with format 'native'.";
  if (type.framesPerElement > 1)
    return name +
           ", which has no numbers to convert; open the stream with format 'dsd-lsb', 'dsd-msb' or "
           "'native', or switch the device to PCM.";
  return name + ", which is no DSD; switch the device to DSD, or choose another format.";
}

std::vector<abi::SampleType> typesOf(const std::vector<ChannelDescription>& channels,
                                     const std::vector<long>& chosen, const StreamRequest& request,
                                     sample::Direction direction) {
  std::vector<abi::SampleType> types;
  for (const long index : chosen) {
    const ChannelDescription& channel = channelOf(channels, index);
    const sample::TypeInfo* type = sample::findType(channel.type);
    if (type == nullptr) refuseFormat(index, "unknown sample type " + std::to_string(channel.type) + ".");
    if (!sample::findConversion(channel.type, request.format, direction)) refuseFormat(index, explain(*type));
    const bool asTheyAre = request.format == sample::Format::native;
    if (request.layout == sample::Layout::interleaved && asTheyAre && !types.empty() &&
        types.front() != channel.type) {
      refuseFormat(index, std::string("sample type ") + type->name +
                              " and others have another; 'native' interleaved needs one type. Choose a "
                              "format, or the layout 'planar'.");
    }
    types.push_back(channel.type);
  }
  return types;
}

std::vector<engine::DoubleBuffer> buffersOf(const abi::BufferInfo* infos, std::size_t count) {
  std::vector<engine::DoubleBuffer> buffers;
  for (std::size_t i = 0; i < count; ++i) {
    buffers.push_back(
        {{static_cast<std::byte*>(infos[i].buffers[0]), static_cast<std::byte*>(infos[i].buffers[1])}});
  }
  return buffers;
}

}  // namespace

engine::StreamPlan planOf(const DeviceDescription& device, const StreamRequest& request) {
  engine::StreamPlan plan;
  plan.bufferFrames = static_cast<std::uint32_t>(request.bufferSize);
  plan.depthFrames = request.depthFrames;
  plan.format = request.format;
  plan.layout = request.layout;
  plan.ditherSeed = request.ditherSeed;
  plan.tellsSwitches = request.processing.has_value();
  plan.inputs = typesOf(device.inputs, request.inputs, request, sample::Direction::input);
  plan.outputs = typesOf(device.outputs, request.outputs, request, sample::Direction::output);
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
  setup.sampleRateHz = device.sampleRate;
  setup.processing = request.processing;
  return setup;
}

void connectBells(engine::AudioStreamSetup& setup, Bells* bells) noexcept {
  if (bells == nullptr) return;
  setup.bell =
      rt::Signal([](void* event) noexcept { static_cast<platform::Event*>(event)->set(); }, &bells->block);
  setup.progress = rt::BoundedWait(
      [](void* event, std::uint64_t deadlineNs) noexcept {
        static_cast<platform::Event*>(event)->waitUntilNs(deadlineNs);
      },
      &bells->progress);
}

std::vector<abi::BufferInfo> bufferInfosOf(const StreamRequest& request) {
  std::vector<abi::BufferInfo> infos;
  for (const long channel : request.inputs) infos.push_back({1, channel, {nullptr, nullptr}});
  for (const long channel : request.outputs) infos.push_back({0, channel, {nullptr, nullptr}});
  return infos;
}

void connect(engine::AudioStreamSetup& setup, const DeviceDescription& device, const StreamRequest& request,
             const std::vector<abi::BufferInfo>& infos) {
  const engine::StreamPlan plan = planOf(device, request);
  const std::size_t inputs = request.inputs.size();
  setup.inputs =
      engine::connect(plan, sample::Direction::input, setup.layout.input, buffersOf(infos.data(), inputs));
  setup.outputs = engine::connect(plan, sample::Direction::output, setup.layout.output,
                                  buffersOf(infos.data() + inputs, request.outputs.size()));
}

}  // namespace host
