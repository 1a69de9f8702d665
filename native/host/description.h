// What a device says about itself, and what a stream on it got. Plain data that crosses between threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "abi/types.h"

namespace host {

struct ChannelDescription {
  long index = 0;
  bool active = false;
  long group = 0;
  abi::SampleType type = 0;
  std::string name;
};

/// In frames. `granularity`: the step between sizes, -1 for powers of two, 0 for no step.
struct BufferSizes {
  long min = 0;
  long max = 0;
  long preferred = 0;
  long granularity = 0;
};

/// In frames.
struct Latencies {
  long input = 0;
  long output = 0;
};

struct ClockSource {
  long index = 0;
  long channel = -1;
  long group = -1;
  bool current = false;
  std::string name;
};

/// What a driver can do beyond the necessary, as it says itself.
struct Features {
  bool inputMonitor = false;
  bool inputGain = false;
  bool inputMeter = false;
  bool outputGain = false;
  bool outputMeter = false;
  bool transport = false;
  bool timeInfo = false;
  bool timeCode = false;
  bool overload = false;  ///< it reports when the computer was too slow for it
  /// What it buffers inside beyond the latencies, in frames; none: it does not say.
  std::optional<Latencies> internalBuffers;
};

/// How an input is heard on an output, inside the interface. Gain and pan are parts of the driver's range.
struct InputMonitor {
  long input = -1;  ///< -1: all
  long output = 0;
  double gain = 1;  ///< 0 to 1
  bool enabled = false;
  double pan = 0.5;  ///< 0 left to 1 right
};

struct TransportCommand {
  long command = 0;  ///< `abi::transport`
  std::uint64_t position = 0;
  long track = 0;
};

/// How an audio device of the system's is, under our own driver for it.
struct DeviceReport {
  std::string fault;  ///< why it does not work any more, and what to do; empty: it does
  std::uint64_t missedSwitches = 0;
  std::uint64_t underruns = 0;
  std::uint64_t lostPackets = 0;
  /// Two devices, one that plays and one that records, whose clocks may be two.
  struct Pair {
    std::optional<double> driftPpm;  ///< none: not known yet
    std::uint64_t droppedBuffers = 0;
    std::uint64_t silentBuffers = 0;
    bool isResampled = false;
  };
  std::optional<Pair> pair;
};

/// What the samples of a device are: numbers, or the single bits of DSD.
enum class IoFormat { pcm, dsd };

struct DeviceDescription {
  std::string name;
  long version = 0;
  std::vector<ChannelDescription> inputs;
  std::vector<ChannelDescription> outputs;
  BufferSizes bufferSizes;
  double sampleRate = 0;  ///< Hz; 0: the driver does not know
  Latencies latencies;
  std::vector<ClockSource> clockSources;
  IoFormat ioFormat = IoFormat::pcm;  ///< by the types of the channels
  std::string fault;                  ///< as in `DeviceReport`, as of the driver's last wish to be reset
  bool resamplesInput = false;        ///< as in `DeviceReport`
  std::vector<IoFormat> ioFormats;    ///< that the driver says it can do, and the current one
  Features features;
};

/// Whether `sizes` offers buffers of `frames` frames. Drivers contradict themselves in every way, so the
/// minimum, the maximum and the preferred size always count as offered.
bool offers(const BufferSizes& sizes, long frames) noexcept;

/// `sizes` in words, for an error.
std::string describe(const BufferSizes& sizes);

/// "PCM" or "DSD".
const char* nameOf(IoFormat format) noexcept;

/// What the channels of `device` carry: DSD where there are channels and all of them do.
IoFormat ioFormatOf(const DeviceDescription& device) noexcept;

}  // namespace host
