// A device around a fake driver, on the test's own thread.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <new>
#include <utility>

#include "audio_guard.h"
#include "fake_driver.h"
#include "host/device.h"
#include "rt/stream_counters.h"

/// Memory for a stream, as JavaScript would allocate it.
class StreamMemory {
 public:
  explicit StreamMemory(std::size_t bytes)
      : bytes_(bytes), memory_(new (std::align_val_t{rt::kCacheLine}) std::byte[bytes]()) {}
  std::byte* data() { return memory_.get(); }
  std::size_t size() const { return bytes_; }
  rt::StreamCounters& counters() { return *reinterpret_cast<rt::StreamCounters*>(data()); }

 private:
  struct AlignedDelete {
    void operator()(std::byte* memory) const {
      ::operator delete[](memory, std::align_val_t{rt::kCacheLine});
    }
  };
  std::size_t bytes_;
  std::unique_ptr<std::byte[], AlignedDelete> memory_;
};

/// All channels of the device in buffers of 256 frames, without memory.
inline host::StreamRequest requestFor(const host::DeviceDescription& description) {
  host::StreamRequest request;
  for (const host::ChannelDescription& channel : description.inputs) request.inputs.push_back(channel.index);
  for (const host::ChannelDescription& channel : description.outputs)
    request.outputs.push_back(channel.index);
  request.bufferSize = 256;
  request.depthFrames = 1024;
  request.format = sample::Format::int32;
  return request;
}

struct DeviceRig {
  DeviceRig() : slot(engine::CallbackSlot::claim()), device(apartment, *slot, rt::Signal(), watchdog) {}
  ~DeviceRig() {
    device.close();
    if (!slotIsLost) CHECK(slot->release());
    CHECK(allocationsInAudio() == allocationsBefore);
    CHECK(locksInAudio() == locksBefore);
  }
  DeviceRig(const DeviceRig&) = delete;
  DeviceRig& operator=(const DeviceRig&) = delete;

  void open() { device.open(fake.source(), "", nullptr); }
  /// Opens if need be, and has buffers made.
  void prepare() {
    if (fake.references() == 0) open();
    host::StreamRequest request = requestFor(device.description());
    prepare(request);
  }
  void prepare(host::StreamRequest request) {
    auto fresh =
        std::make_unique<StreamMemory>(engine::layOut(host::planOf(device.description(), request)).bytes);
    request.memory = fresh->data();
    request.memoryBytes = fresh->size();
    device.prepare(request);
    memory = std::move(fresh);  // only now: where it is refused there may be a stream in the one before
  }

  const std::uint64_t allocationsBefore = allocationsInAudio();
  const std::uint64_t locksBefore = locksInAudio();
  bool slotIsLost = false;
  FakeDriver fake;
  platform::Apartment apartment;
  engine::CallbackSlot* slot;
  host::Watchdog watchdog;
  std::unique_ptr<StreamMemory> memory;  // outlives the device's stream
  host::Device device;
};
