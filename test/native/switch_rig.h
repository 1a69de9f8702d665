// A stream on a callback slot, with the test in the driver's place and in JavaScript's.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "audio_guard.h"
#include "engine/audio_stream.h"
#include "engine/callback_slot.h"
#include "fake_driver.h"
#include "platform/event.h"

/// What a stream has beside its plan.
struct SwitchRigOptions {
  bool outputReady = true;  ///< the driver wants to be told when output has been written
  std::optional<engine::Processing> processing = std::nullopt;
  double sampleRateHz = 0;
  /// A wait of the audio thread's has no other end than the program's step; one that lacks it is in vain.
  bool patientWaits = false;
};

class SwitchRig {
 public:
  explicit SwitchRig(const engine::StreamPlan& plan, const SwitchRigOptions& options = {});
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
  /// Whether `value` is all that the driver is given to play.
  bool plays(std::size_t half, std::byte value) const;

  /// A channel's bytes in a block.
  static std::vector<std::byte> channelOf(const engine::RingLayout& layout, const rt::Block& block,
                                          std::size_t channel);

  // What JavaScript does. Thread: one each for input and output.
  /// Queues a block for output in which every byte is `value`.
  bool queueOutput(std::byte value);
  /// Queues such a block as what was made from the input of `position` and `run`.
  bool queueMade(std::byte value, std::uint64_t position, std::uint32_t run);
  /// Makes such a block from the oldest input. False: there is none, or no room.
  bool process(std::byte value);
  /// Gives the oldest input block back, if there is one.
  bool readInput();
  /// Takes back all that is queued for output.
  void discardOutput();
  /// An index has moved: ends the audio thread's wait, if there is one.
  void moved();

  FakeDriver driver;  ///< takes `outputReady` and makes the callbacks
  engine::StreamLayout layout;
  engine::CallbackSlot* slot;
  std::unique_ptr<engine::AudioStream> stream;
  rt::RingReader input;
  rt::RingWriter output;
  std::atomic<int> wakes{0};
  std::atomic<int> bells{0};
  void (*onBell)(SwitchRig& rig) = nullptr;  ///< on the thread that rings, while it does
  std::atomic<int> waits{0};                 ///< that the audio thread has begun
  std::atomic<int> vainWaits{0};             ///< of the patient ones
  platform::Event progress;                  ///< ends a wait

  rt::StreamCounters& counters() { return *reinterpret_cast<rt::StreamCounters*>(memory_.get()); }

 private:
  /// One half of one channel, with a byte before it.
  using Half = std::vector<std::byte>;

  void ring() noexcept;
  void await(std::uint64_t deadlineNs) noexcept;
  std::vector<engine::ChannelPath> connect(const engine::StreamPlan& plan, sample::Direction direction,
                                           std::vector<Half>& halves);

  struct AlignedDelete {
    void operator()(std::byte* memory) const {
      ::operator delete[](memory, std::align_val_t{rt::kCacheLine});
    }
  };
  const std::uint32_t bufferFrames_;
  const bool patientWaits_;
  std::unique_ptr<std::byte[], AlignedDelete> memory_;
  std::vector<Half> inputHalves_;
  std::vector<Half> outputHalves_;
  const std::uint64_t allocationsBefore_ = allocationsInAudio();
  const std::uint64_t locksBefore_ = locksInAudio();
};
