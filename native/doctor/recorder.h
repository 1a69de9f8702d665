// A host's callbacks that write down what a driver does, and do nothing else.
//
// There is one recorder in a process, as callbacks carry no context, and it lives as long as that: a driver
// may call whenever it likes. Its memory is made in advance, and a callback neither locks nor allocates: it
// takes the next place by a counter and fills it. Several threads may be in there at a time, as some drivers
// do that.
//
// The examination's thread sets up a run while no switch should come, and reads when the run is over. What
// comes all the same is counted, and its place may hold two half entries: nothing depends on that.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "abi/driver.h"
#include "rt/annotations.h"

namespace doctor {

/// What the host is doing when the driver calls.
enum class Phase : int { idle, creating, made, starting, running, stopping, stopped, disposing, setting };

/// One buffer switch.
struct Switch {
  std::uint64_t ns = 0;      ///< when it came, on the clock of `platform::nowNs`
  std::uint64_t thread = 0;  ///< the system's number of the thread
  Phase phase = Phase::idle;
  abi::Long index = 0;
  abi::Bool directProcess = 0;
  bool isNested = false;  ///< another one had not returned
  bool roundsToNearest = true;
  bool hasTime = false;        ///< it came with a time, which may be a null pointer
  bool isTimeMissing = false;  ///< the null pointer
  std::uint64_t position = 0;
  std::uint64_t systemNs = 0;
  double sampleRate = 0;
  abi::Long flags = 0;
  abi::Long codeFlags = 0;
  bool wasAsked = false;  ///< the position, inside the switch
  abi::Error asked = 0;
  std::uint64_t askedPosition = 0;
};

/// One call of `asioMessage`, or of `sampleRateDidChange`, which has the selector `kRateChanged`.
struct Message {
  Phase phase = Phase::idle;
  abi::Long selector = 0;
  abi::Long value = 0;
  double rate = 0;
};
inline constexpr abi::Long kRateChanged = -1;

/// Some bytes of an input buffer, as they were inside a switch.
inline constexpr std::size_t kSnippetBytes = 512;
inline constexpr std::size_t kMostSnippets = 64;
struct Snippet {
  std::size_t channel = 0;  ///< in the order of `watch`
  std::size_t bytes = 0;
  unsigned char data[kSnippetBytes] = {};
};

/// The halves of an input, to be looked at.
struct WatchedInput {
  const void* halves[2];
  std::size_t bytes;
};

class Recorder {
 public:
  /// The process's own. The first call makes its memory. Thread: the examination's.
  static Recorder& instance();

  abi::Callbacks* callbacks() noexcept;

  // --- Examination's thread

  /// Forgets everything, for buffers of `driver`; nullptr: there is none, and none is called.
  void begin(abi::Driver* driver) noexcept;
  void enter(Phase phase) noexcept { phase_.store(phase); }
  Phase phase() const noexcept { return phase_.load(); }
  /// Whether the driver is told in each switch that the output is ready, and is asked for the position.
  void tellReady(bool does) noexcept { tellsReady_.store(does); }
  void askPosition(bool does) noexcept { asksPosition_.store(does); }
  /// Inputs of which some bytes are kept from the fifth switch on. None: nothing is.
  void watch(const std::vector<WatchedInput>& inputs);

  /// Switches since `begin`, also those for which there was no room; and those in one phase.
  std::uint64_t count() const noexcept { return count_.load(std::memory_order_acquire); }
  std::uint64_t countIn(Phase phase) const noexcept { return counts_[static_cast<int>(phase)].load(); }
  bool isTimeVirtual() const noexcept { return isTimeVirtual_.load(); }
  /// The driver has asked whether the host is to be told, and has not told yet.
  bool awaitsVirtualTime() const noexcept { return asksVirtualTime_.load() && !hasToldTime_.load(); }
  std::uint64_t messageCount() const noexcept { return messageCount_.load(); }

  std::vector<Switch> switches() const;
  std::vector<Message> messages() const;
  std::vector<Snippet> snippets() const;

  static constexpr std::size_t kMostSwitches = std::size_t{1} << 17;
  static constexpr std::size_t kMostMessages = 4096;
  static constexpr std::size_t kMostWatched = 8;

 private:
  Recorder();

  static void onSwitch(abi::Long index, abi::Bool directProcess);
  static abi::Time* onSwitchWithTime(abi::Time* time, abi::Long index, abi::Bool directProcess);
  static void onRate(abi::SampleRate rate);
  static abi::Long onMessage(abi::Long selector, abi::Long value, void* message, double* opt);

  // Thread: any of the driver's. Blocking: one system call, for the thread's number, and the driver's own.
  void record(abi::Time* time, bool hasTime, abi::Long index, abi::Bool directProcess) noexcept RT_SAFE;
  void keepInputs(abi::Long index) noexcept RT_SAFE;
  void note(const Message& message) noexcept RT_SAFE;
  abi::Long answer(abi::Long selector, abi::Long value) noexcept RT_SAFE;

  // Set once.
  std::vector<Switch> switches_;
  std::vector<Message> messages_;
  std::vector<Snippet> snippets_;

  // Shared: written by the driver's threads, read when they are done.
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::uint64_t> counts_[9] = {};
  std::atomic<std::uint64_t> messageCount_{0};
  std::atomic<std::uint64_t> snippetCount_{0};
  std::atomic<int> inside_{0};
  std::atomic<bool> asksVirtualTime_{false};
  std::atomic<bool> hasToldTime_{false};
  std::atomic<bool> isTimeVirtual_{false};

  // Shared: written by the examination's thread, read by the driver's.
  std::atomic<Phase> phase_{Phase::idle};
  std::atomic<abi::Driver*> driver_{nullptr};
  std::atomic<bool> tellsReady_{false};
  std::atomic<bool> asksPosition_{false};
  std::atomic<std::size_t> watchedCount_{0};
  WatchedInput watched_[kMostWatched] = {};
};

}  // namespace doctor
