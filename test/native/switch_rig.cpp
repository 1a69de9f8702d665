#include "switch_rig.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "sample/type_info.h"

SwitchRig::SwitchRig(const engine::StreamPlan& plan, bool outputReady)
    : layout(engine::layOut(plan)),
      slot(engine::CallbackSlot::claim()),
      memory_(new (std::align_val_t{rt::kCacheLine}) std::byte[layout.bytes]()) {
  REQUIRE(slot != nullptr);
  driver.callbacks = slot->callbacks();
  engine::AudioStreamSetup setup;
  setup.bufferFrames = plan.bufferFrames;
  setup.memory = memory_.get();
  setup.layout = layout;
  setup.inputs = connect(plan, sample::Direction::input, inputHalves_);
  setup.outputs = connect(plan, sample::Direction::output, outputHalves_);
  setup.outputReadyOf = outputReady ? driver.raw() : nullptr;
  setup.wake = rt::Signal([](void* count) noexcept { ++*static_cast<std::atomic<int>*>(count); }, &wakes);
  stream = std::make_unique<engine::AudioStream>(std::move(setup));
  if (layout.input.capacity != 0) input = rt::RingReader(engine::mapRing(memory_.get(), layout.input));
  if (layout.output.capacity != 0) output = rt::RingWriter(engine::mapRing(memory_.get(), layout.output));
  slot->attach(stream.get());
}

SwitchRig::~SwitchRig() {
  CHECK(slot->detach());
  CHECK(slot->release());
  CHECK(allocationsInAudio() == allocationsBefore_);
  CHECK(locksInAudio() == locksBefore_);
}

std::vector<engine::ChannelPath> SwitchRig::connect(const engine::StreamPlan& plan,
                                                    sample::Direction direction, std::vector<Half>& halves) {
  const bool in = direction == sample::Direction::input;
  const std::vector<abi::SampleType>& types = in ? plan.inputs : plan.outputs;
  std::vector<engine::DoubleBuffer> buffers;
  for (const abi::SampleType type : types) {
    const sample::TypeInfo& info = *sample::findType(type);
    const std::size_t bytes = sample::elementsOf(info, plan.bufferFrames) * info.elementBytes;
    engine::DoubleBuffer buffer = {};
    for (std::byte*& half : buffer.halves) half = halves.emplace_back(bytes + 1).data() + 1;
    buffers.push_back(buffer);
  }
  return engine::connect(plan, direction, in ? layout.input : layout.output, buffers);
}

std::vector<std::byte> SwitchRig::driverInput(std::size_t channel, std::size_t half) const {
  const Half& bytes = inputHalves_[channel * 2 + half];
  return {bytes.begin() + 1, bytes.end()};
}

std::vector<std::byte> SwitchRig::driverOutput(std::size_t channel, std::size_t half) const {
  const Half& bytes = outputHalves_[channel * 2 + half];
  return {bytes.begin() + 1, bytes.end()};
}

void SwitchRig::setDriverInput(std::size_t channel, std::size_t half, const std::vector<std::byte>& bytes) {
  Half& to = inputHalves_[channel * 2 + half];
  REQUIRE(to.size() == bytes.size() + 1);
  std::copy(bytes.begin(), bytes.end(), to.begin() + 1);
}

void SwitchRig::soilOutputs() {
  for (Half& half : outputHalves_) std::fill(half.begin() + 1, half.end(), std::byte{0xee});
}

std::vector<std::byte> SwitchRig::channelOf(const engine::RingLayout& layout, const rt::Block& block,
                                            std::size_t channel) {
  const engine::Plane& plane = layout.planes[channel];
  const std::byte* first = block.samples + plane.offset;
  return {first, first + plane.bytes};
}

bool SwitchRig::queueOutput(std::byte value) {
  const rt::Block block = output.tryClaim();
  if (!block) return false;
  std::memset(block.samples, std::to_integer<int>(value), layout.output.blockBytes);
  output.publish();
  return true;
}
