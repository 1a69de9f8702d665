// Every call of a host into the virtual driver, for whoever tests that host.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace drivers::loopback {

/// Where the driver is, as `getSamplePosition` has it.
struct Moment {
  std::uint64_t position;  ///< frames since start
  std::uint64_t timeNs;
};

struct Argument {
  Argument() = default;
  Argument(double value) : number(value) {}
  Argument(std::string value) : text(std::move(value)), isText(true) {}

  double number = 0;
  std::string text;  ///< of calls that come between streams only: those of a stream must not allocate
  bool isText = false;
};

struct Call {
  const char* name = "";
  std::array<Argument, 3> arguments;
  std::size_t argumentCount = 0;
  std::optional<long> result;    ///< none: the call has none
  std::uint64_t thread = 0;      ///< another number for every thread there ever was
  std::optional<Moment> moment;  ///< when it began; none: the driver was not running
};

/// A queue with as much room as it will ever have. What does not fit is counted.
class CallLog {
 public:
  CallLog();

  /// Calls are in the order in which they returned. Thread: any, also several, the buffer-switch thread
  /// included. Blocking: lock-free; allocates nothing.
  void add(Call&& call) noexcept;

  /// What there is, which is removed. Thread: one at a time.
  std::vector<Call> take();

  /// How many calls there was no room for. Thread: any.
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }

  /// The caller's number. A thread's first question may allocate: the buffer-switch thread asks before its
  /// first callback.
  static std::uint64_t threadNumber() noexcept;

 private:
  static constexpr std::size_t kRoom = 1 << 14;

  /// Its turn is the number of the call that may be written into it; one more, that it can be read.
  struct Place {
    std::atomic<std::uint64_t> turn{0};
    Call call;
  };

  const std::unique_ptr<Place[]> places_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> lost_{0};
  std::uint64_t taken_ = 0;  ///< the taker's
};

}  // namespace drivers::loopback
