// A driver's seat at the cable that it shares with others: who else is there, which time it is, and who has
// the say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "drivers/loopback/bus_memory.h"
#include "drivers/loopback/settings.h"
#include "platform/shared_memory.h"

namespace drivers::loopback {

/// Which time it is at which position of the buses, and in which format.
struct BusTime {
  std::uint64_t position;
  std::uint64_t timeNs;
  double rateHz;
  bool isOther;
};

/// Thread: constructor and destructor control; the rest any.
class BusSeat {
 public:
  /// Throws `shell::DriverFault` where others have the cable with other settings, and where all seats are
  /// taken.
  BusSeat(const std::string& cable, const Settings& settings);
  ~BusSeat();
  BusSeat(const BusSeat&) = delete;
  BusSeat& operator=(const BusSeat&) = delete;

  int place() const noexcept { return place_; }
  BusPlace& mine() noexcept { return head_->places[static_cast<std::size_t>(place_)]; }
  const BusPlace& at(int place) const noexcept { return head_->places[static_cast<std::size_t>(place)]; }
  /// Whether the program that has that place is there. Blocking: short, a system call or two.
  bool isTaken(int place) const noexcept { return memory_.isTaken(place); }

  /// Where an output's samples lie, in a ring.
  std::byte* ring(int place, std::size_t channel) const noexcept;
  std::size_t ringBytes() const noexcept { return ringBytes_; }
  std::size_t outputs() const noexcept { return outputs_; }
  /// Makes sure that one's own ring can be written. Throws `std::system_error`.
  void reserve(std::size_t channel);

  // --- Time. Blocking: lock-free.

  BusTime time() const noexcept;
  std::uint64_t timeNsOf(std::uint64_t position) const noexcept;
  std::uint64_t positionAt(std::uint64_t ns) const noexcept;

 private:
  friend class BusLock;

  void takePlace(const std::string& cable);

  const std::size_t outputs_;
  const std::size_t ringBytes_;
  const double pace_;  ///< of the clock: how fast it runs beside the machine's
  platform::SharedMemory memory_;
  BusHead* const head_;
  int place_ = -1;
};

/// What one of all at the cable may do at a time. While it lives, nobody is there who was killed.
/// Thread: any. Blocking: a lock between programs.
class BusLock {
 public:
  explicit BusLock(BusSeat& seat);

  /// Whether nobody was here before.
  bool isFirst() const noexcept;
  /// The buffer size of the oldest who has buffers, were it not for this one.
  std::optional<abi::Long> framesOfOthers() const noexcept;
  /// Whether nobody else is running.
  bool isAlone() const noexcept;
  /// As far as anybody has come.
  std::uint64_t newestPosition() const noexcept;

  void setTime(const BusTime& time) noexcept;
  /// From now on; what is past keeps its time.
  void changeTime(double rateHz, bool isOther) noexcept;

 private:
  friend class BusSeat;

  void sweep() noexcept;

  const platform::SharedMemory::Lock lock_;
  BusSeat& seat_;
};

}  // namespace drivers::loopback
