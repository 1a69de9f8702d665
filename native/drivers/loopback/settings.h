// How an instance of the virtual driver is to be.
//
// Text: "name=value;name=value", each name once, in any order. What is absent keeps the value given here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/types.h"
#include "drivers/loopback/buffer_rule.h"
#include "drivers/loopback/sample_layout.h"

namespace drivers::loopback {

enum class ClockKind {
  realtime,  ///< the machine's own clock
  freerun,   ///< the next switch as soon as the host has returned from the last
  step,      ///< when the host says so
};

struct Settings {
  std::string name;                 ///< name: handed to hosts byte by byte
  abi::Long inputs;                 ///< inputs: 0 to 256, 2
  abi::Long outputs;                ///< outputs: 0 to 256, 2
  SampleLayout sample;              ///< type: of both directions, int32lsb
  std::vector<double> ratesHz;      ///< rates: 44.1, 48, 88.2, 96, 176.4, 192, 352.8, 384 kHz
  double rateHz;                    ///< rate: one of them; 48000, or the first where that is not among them
  BufferRule buffer;                ///< minBuffer 16, maxBuffer 8192, preferredBuffer 256, granularity 1
  ClockKind clock;                  ///< clock: realtime
  std::optional<abi::Long> input;   ///< inputLatency, in frames: the buffer size
  std::optional<abi::Long> output;  ///< outputLatency, in frames: the buffer size
  std::optional<abi::Long> delay;   ///< delay from output to input, in frames: the sum of the latencies

  abi::Long inputLatency(abi::Long bufferFrames) const noexcept { return input.value_or(bufferFrames); }
  abi::Long outputLatency(abi::Long bufferFrames) const noexcept { return output.value_or(bufferFrames); }
  abi::Long delayFrames(abi::Long bufferFrames) const noexcept {
    return delay.value_or(inputLatency(bufferFrames) + outputLatency(bufferFrames));
  }
};

/// Throws `shell::DriverFault`, whose message names the setting, its value and what is allowed.
Settings parseSettings(std::string_view text);

/// "44100 48000", the same in every locale.
std::string describeRates(const std::vector<double>& ratesHz);

}  // namespace drivers::loopback
