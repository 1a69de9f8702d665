// A stream on a callback slot, with the test in the driver's place and in JavaScript's.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <vector>

#include "audio_guard.h"
#include "engine/audio_stream.h"
#include "engine/callback_slot.h"
#include "fake_driver.h"

class SwitchRig {
 public:
  /// `outputReady`: the driver wants to be told when output has been written.
  explicit SwitchRig(const engine::StreamPlan& plan, bool outputReady = true);
  /// Complains about what a callback must not do.
  ~SwitchRig();
  SwitchRig(const SwitchRig&) = delete;
  SwitchRig& operator=(const SwitchRig&) = delete;

  /// The driver's buffer of a channel. At an odd address: an alignment is not promised.
  std::vector<std::byte> driverInput(std::size_t channel, std::size_t half) const;
  std::vector<std::byte> driverOutput(std::size_t channel, std::size_t half) const;
  void setDriverInput(std::size_t channel, std::size_t half, const std::vector<std::byte>& bytes);
  /// Fills all output buffers with something that is not silence.
  void soilOutputs();

  /// A channel's bytes in a block.
  static std::vector<std::byte> channelOf(const engine::RingLayout& layout, const rt::Block& block,
                                          std::size_t channel);
  /// Queues a block for output in which every byte is `value`.
  bool queueOutput(std::byte value);

  FakeDriver driver;  ///< takes `outputReady` and makes the callbacks
  engine::StreamLayout layout;
  engine::CallbackSlot* slot;
  std::unique_ptr<engine::AudioStream> stream;
  rt::RingReader input;
  rt::RingWriter output;
  std::atomic<int> wakes{0};

  rt::StreamCounters& counters() { return *reinterpret_cast<rt::StreamCounters*>(memory_.get()); }

 private:
  /// One half of one channel, with a byte before it.
  using Half = std::vector<std::byte>;

  std::vector<engine::ChannelPath> connect(const engine::StreamPlan& plan, sample::Direction direction,
                                           std::vector<Half>& halves);

  struct AlignedDelete {
    void operator()(std::byte* memory) const {
      ::operator delete[](memory, std::align_val_t{rt::kCacheLine});
    }
  };
  std::unique_ptr<std::byte[], AlignedDelete> memory_;
  std::vector<Half> inputHalves_;
  std::vector<Half> outputHalves_;
  const std::uint64_t allocationsBefore_ = allocationsInAudio();
  const std::uint64_t locksBefore_ = locksInAudio();
};
