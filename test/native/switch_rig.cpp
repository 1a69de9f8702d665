#include "switch_rig.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "patience.h"
#include "sample/type_info.h"

SwitchRig::SwitchRig(const engine::StreamPlan& plan, const SwitchRigOptions& options)
    : layout(engine::layOut(plan)),
      slot(engine::CallbackSlot::claim()),
      bufferFrames_(plan.bufferFrames),
      patientWaits_(options.patientWaits),
      memory_(new (std::align_val_t{rt::kCacheLine}) std::byte[layout.bytes]()) {
  REQUIRE(slot != nullptr);
  driver.callbacks = slot->callbacks();
  engine::AudioStreamSetup setup;
  setup.bufferFrames = plan.bufferFrames;
  setup.sampleRateHz = options.sampleRateHz;
  setup.processing = options.processing;
  setup.memory = memory_.get();
  setup.layout = layout;
  setup.inputs = connect(plan, sample::Direction::input, inputHalves_);
  setup.outputs = connect(plan, sample::Direction::output, outputHalves_);
  setup.outputReadyOf = options.outputReady ? driver.raw() : nullptr;
  const auto count = [](void* counter) noexcept { ++*static_cast<std::atomic<int>*>(counter); };
  setup.wake = rt::Signal(count, &wakes);
  setup.bell = rt::Signal([](void* rig) noexcept { static_cast<SwitchRig*>(rig)->ring(); }, this);
  setup.progress = rt::BoundedWait(
      [](void* rig, std::uint64_t deadlineNs) noexcept { static_cast<SwitchRig*>(rig)->await(deadlineNs); },
      this);
  stream = std::make_unique<engine::AudioStream>(std::move(setup));
  if (layout.input.capacity != 0) input = rt::RingReader(engine::mapRing(memory_.get(), layout.input));
  if (layout.output.capacity != 0) output = rt::RingWriter(engine::mapRing(memory_.get(), layout.output));
  slot->attach(stream.get());
}

void SwitchRig::ring() noexcept {
  ++bells;
  if (onBell != nullptr) onBell(*this);
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

bool SwitchRig::plays(std::size_t half, std::byte value) const {
  for (std::size_t i = half; i < outputHalves_.size(); i += 2) {
    const Half& bytes = outputHalves_[i];
    if (!std::all_of(bytes.begin() + 1, bytes.end(), [=](std::byte b) { return b == value; })) return false;
  }
  return true;
}

bool SwitchRig::queueOutput(std::byte value) { return queueMade(value, 0, 0); }

bool SwitchRig::queueMade(std::byte value, std::uint64_t position, std::uint32_t run) {
  const rt::Block block = output.tryClaim();
  if (!block) return false;
  std::memset(block.samples, std::to_integer<int>(value), layout.output.blockBytes);
  block.header->positionLow = static_cast<std::uint32_t>(position);
  block.header->positionHigh = static_cast<std::uint32_t>(position >> 32);
  block.header->run = run;
  block.header->frames = bufferFrames_;
  output.publish();
  moved();
  return true;
}

bool SwitchRig::process(std::byte value) {
  const rt::Block from = input.tryPeek();
  return from && queueMade(value, rt::positionOf(*from.header), from.header->run) && readInput();
}

bool SwitchRig::readInput() {
  if (!input.tryPeek()) return false;
  input.release();
  moved();
  return true;
}

void SwitchRig::discardOutput() {
  counters().discardTo = engine::mapRing(memory_.get(), layout.output).indices->written.load();
  counters().discardWanted = 1;
  moved();
}

void SwitchRig::moved() {
  if (counters().progressWanted.exchange(0) != 0) progress.set();
}

void SwitchRig::await(std::uint64_t deadlineNs) noexcept {
  ++waits;
  const bool ended = progress.waitUntilNs(patientWaits_ ? patienceEndNs() : deadlineNs);
  if (patientWaits_ && !ended) ++vainWaits;
}
