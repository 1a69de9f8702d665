// How an instance of the virtual driver is to be.
//
// Text: "name=value;name=value", each name once, in any order. What is absent keeps the value given here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "abi/types.h"
#include "drivers/loopback/mode.h"

namespace drivers::loopback {

enum class ClockKind {
  realtime,  ///< the machine's own clock
  freerun,   ///< the next switch as soon as the host has returned from the last, and its program is ready
  rush,      ///< as soon as the host has returned from the last
  step,      ///< when the host says so
};

struct ClockSettings {
  ClockKind kind = ClockKind::realtime;
  // Of the real-time clock
  double driftPpm = 0;     ///< drift: how much faster it runs than the machine's clock
  double jitterUs = 0;     ///< jitter: how late a switch is at the most
  std::uint64_t seed = 0;  ///< seed: of the sequence of latenesses
};

struct Settings {
  std::string name;     ///< name: handed to hosts byte by byte; empty: the instance's, or the driver's own
  abi::Long inputs;     ///< inputs: 0 to 256, 2
  abi::Long outputs;    ///< outputs: 0 to 256, 2
  ClockSettings clock;  ///< clock, drift, jitter, seed
  Mode mode;            ///< type int32lsb, rate(s), minBuffer and all the others: that of the start
  std::optional<Mode> otherMode;  ///< dsdType dsdint8msb1; int32lsb where the start is in DSD
  /// cable: that programs share; empty: none. Nothing: as it was installed.
  std::optional<std::string> cable;
};

/// Throws `shell::DriverFault`, whose message names the setting, its value and what is allowed.
Settings parseSettings(std::string_view text);

}  // namespace drivers::loopback
