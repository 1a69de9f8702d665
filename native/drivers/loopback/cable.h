// What stands at the other end of the virtual driver's sockets, where a test does: samples that it feeds into
// the inputs, and those that came out of the outputs.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "drivers/loopback/sample_layout.h"
#include "drivers/loopback/sample_rings.h"
#include "drivers/loopback/settings.h"

namespace drivers::loopback {

struct CableOptions {
  bool isOpen = false;      ///< the outputs do not lead to the inputs
  abi::Long feedFrames;     ///< that can be fed ahead
  abi::Long captureFrames;  ///< that can be kept
};

/// It carries samples of the type in `settings`. While a driver has been switched to another type, nothing
/// is fed to it, and what it plays is counted as lost.
class Cable {
 public:
  Cable(const Settings& settings, const CableOptions& options);

  bool isOpen() const noexcept { return options_.isOpen; }
  const SampleLayout& sample() const noexcept { return sample_; }

  // --- The test's side. Thread: any, one at a time. Blocking: a lock, which no buffer switch takes.

  /// How many frames can be fed now.
  abi::Long feedRoom() const;
  /// How many are waiting for their turn.
  abi::Long fed() const;
  /// `channels` has `bytes` bytes for each input, or null for silence; there is room for them.
  void feed(const std::vector<const std::byte*>& channels, std::size_t bytes);

  struct Captured {
    std::vector<std::vector<std::byte>> channels;
    std::uint64_t lostFrames;  ///< that were played when there was no room
  };
  /// All that was played since the last time that it was cleared. One that is not created plays silence.
  Captured captured() const;
  /// What was captured so far is forgotten, and so is what was lost.
  void clearCaptured();

  // --- The driver's side

  /// Before the buffers are first switched: which outputs there are. Thread: control, no stream running.
  void connect(const std::vector<bool>& outputs);

  /// How many of the next `bytes` bytes of each input are fed. Thread: buffer-switch. Blocking: wait-free.
  std::size_t arriving(std::size_t bytes) const noexcept;
  void take(std::size_t input, std::byte* to, std::size_t bytes) const noexcept;
  void taken(std::size_t bytes) noexcept { feed_.drop(bytes); }

  /// How many of the `bytes` bytes that were just played there is room for; the others are counted.
  std::size_t keeping(std::size_t bytes) noexcept;
  void keep(std::size_t output, const std::byte* from, std::size_t bytes) noexcept;
  /// All outputs that there are were kept.
  void kept(std::size_t bytes) noexcept;
  /// Of another type than this can carry.
  void lose(std::uint64_t frames) noexcept;

 private:
  abi::Long framesIn(std::size_t bytes) const noexcept;

  const CableOptions options_;
  const SampleLayout sample_;
  mutable std::mutex lock_;  ///< the test's side, and the memory of both
  SampleRings feed_;
  bool isFeeding_ = false;  ///< its channels have memory
  SampleRings capture_;
  std::vector<bool> connected_;  ///< of the outputs
  std::atomic<std::uint64_t> lostFrames_{0};
};

}  // namespace drivers::loopback
