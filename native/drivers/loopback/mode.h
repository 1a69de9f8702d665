// What the virtual driver is while it does PCM, or while it does DSD.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "abi/types.h"
#include "drivers/loopback/buffer_rule.h"
#include "drivers/loopback/sample_layout.h"

namespace drivers::loopback {

struct Mode {
  SampleLayout sample;          ///< of both directions
  std::vector<double> ratesHz;  ///< that are offered
  double rateHz;                ///< one of them
  BufferRule buffer;
  std::optional<abi::Long> input;  ///< latency in frames; none: the buffer size
  std::optional<abi::Long> output;
  std::optional<abi::Long> delay;  ///< from output to input, in frames; none: the sum of the latencies

  abi::Long inputLatency(abi::Long bufferFrames) const noexcept { return input.value_or(bufferFrames); }
  abi::Long outputLatency(abi::Long bufferFrames) const noexcept { return output.value_or(bufferFrames); }
  abi::Long delayFrames(abi::Long bufferFrames) const noexcept {
    return delay.value_or(inputLatency(bufferFrames) + outputLatency(bufferFrames));
  }
};

/// What somebody has said of a mode.
struct ModeDraft {
  std::optional<SampleLayout> sample;
  std::optional<double> rate;
  std::optional<std::vector<double>> rates;
  std::optional<abi::Long> minBuffer, maxBuffer, preferredBuffer, granularity;
  std::optional<abi::Long> inputLatency, outputLatency, delay;
};

/// The mode that `draft` describes. What it does not say is as usual in PCM, or in DSD: its buffers have 64
/// times the samples, and so last about as long. Throws `shell::DriverFault` where `draft` contradicts
/// itself.
Mode makeMode(const ModeDraft& draft);

/// "44100 48000", the same in every locale.
std::string describeRates(const std::vector<double>& ratesHz);

}  // namespace drivers::loopback
