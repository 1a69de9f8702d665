// The cable between programs: a driver at the buses that several of them share.
//
// Bus n carries the sum of what all of them play on output n, and all of them hear it at input n. They share
// one clock, which is arithmetic: each driver works out by itself when position p is due, and nobody has to
// wake another. Nobody gets further ahead of the others than the cable is long: before a switch a driver
// waits until everybody has written what it is about to hear, so that a slow one makes the others late and
// loses nothing. One that is dead is not waited for, and one that is more than a second late is passed by:
// it goes on where the others are.
//
// Who came first has the say about the rate, the format and the buffer size.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/loopback/bus_seat.h"
#include "drivers/loopback/bus_sum.h"
#include "drivers/loopback/settings.h"

namespace drivers::loopback {

class Bus {
 public:
  /// Throws as `BusSeat`.
  Bus(const std::string& cable, const Settings& settings) : seat_(cable, settings) {}
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  /// Thread: any. Blocking: lock-free.
  BusTime time() const noexcept { return seat_.time(); }
  std::uint64_t timeNsOf(std::uint64_t position) const noexcept { return seat_.timeNsOf(position); }

  // --- Control thread. Blocking: a lock between programs.

  /// Whether nobody was here before.
  bool isFirst();
  /// The buffer size that others have and this one has to take; none: it has the choice.
  std::optional<abi::Long> givenFrames();
  /// The first's only. Others hear of it at their next switch.
  void setRate(double rateHz);
  /// The first's only. Throws `shell::DriverFault` where another has buffers.
  void setFormat(bool isOther, double rateHz);

  /// For buffers of that size. Throws `shell::DriverFault` where it is not `givenFrames`, where the buses are
  /// in the other format, and where there is no memory.
  void prepare(abi::Long frames, const Mode& mode, bool isOther, const std::vector<bool>& outputs);
  void unprepare() noexcept;

  /// A run begins with silence. `stop`: also twice, and from the buffer-switch thread.
  void start();
  void stop() noexcept;

  // --- Buffer-switch thread. Blocking: wait-free, but `isTurn`, which may look whether others live.

  /// Frames of the run: where it began on the buses.
  std::uint64_t origin() const noexcept { return origin_; }
  /// Whether the others have played what is heard at the switch at `position` of the run.
  bool isTurn(std::uint64_t position, std::uint64_t nowNs) noexcept;
  /// Whether somebody has gone on without this driver.
  bool wasPassedBy() const noexcept;
  /// The run goes on at a later position, with silence up to there.
  void skipTo(std::uint64_t position) noexcept;
  /// The buffer size of whoever came before, where it is another than one's own; otherwise 0.
  abi::Long otherFrames() const noexcept;

  /// What arrives in the switch at `position` of the run. Again, where somebody began anew meanwhile.
  void beginSwitch(std::uint64_t position) noexcept;
  void hear(std::size_t channel, std::byte* to) noexcept;
  bool heardAll() const noexcept;
  void play(std::size_t channel, const std::byte* from) noexcept;
  void switchDone() noexcept;

 private:
  /// Somebody whose samples arrive, and which of them: bytes of the block.
  struct Voice {
    int place;
    std::uint32_t run;
    std::size_t from;
    std::size_t to;
  };

  bool isAlive(int place, std::uint64_t nowNs) noexcept;
  bool isLeftBehind() const noexcept;
  bool isWaitedFor(int place, std::uint64_t done, std::uint64_t nowNs) noexcept;
  void openRun(std::uint64_t origin, bool keepsOld) noexcept;
  bool hasOutput(const BusPlace& place, std::size_t channel) const noexcept;
  std::uint64_t byteOf(std::uint64_t position) const noexcept;
  std::uint64_t ringFrames() const noexcept;
  void silence(std::size_t channel, std::uint64_t from, std::uint64_t to) noexcept;
  void copyOut(const Voice& voice, std::size_t channel, std::byte* to) const noexcept;
  std::optional<Voice> voiceOf(int place) const noexcept;

  BusSeat seat_;

  // Between prepare and unprepare
  SampleLayout sample_{};
  abi::Long frames_ = 0;
  abi::Long delay_ = 0;
  std::array<std::uint64_t, 4> channels_{};
  std::optional<BusSum> sum_;
  std::vector<std::byte> scratch_;

  // Of the run
  std::uint64_t origin_ = 0;
  std::uint64_t position_ = 0;  ///< on the buses
  bool wasPassedBy_ = false;    ///< in a switch
  std::array<std::optional<Voice>, kBusPlaces> voices_;
  std::array<std::uint64_t, kBusPlaces> dead_{};    ///< the ticket of who was found dead there
  std::array<std::uint64_t, kBusPlaces> passed_{};  ///< where somebody was who was passed by
  std::uint64_t lookedNs_ = 0;
  std::uint64_t waitingNs_ = 0;  ///< since when for others; 0: for nobody
};

}  // namespace drivers::loopback
