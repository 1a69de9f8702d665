// Which formats a device takes in exclusive mode, where nothing is converted: found out by asking, without a
// stream and without taking the device from anybody.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "abi/types.h"
#include "drivers/wasapi/endpoint.h"

namespace drivers::wasapi {

/// Rates that are asked for, in ascending order.
inline constexpr std::uint32_t kRatesHz[] = {8000,  11025,  16000,  22050,  32000,  44100,  48000, 88200,
                                             96000, 176400, 192000, 352800, 384000, 705600, 768000};

/// The formats of one device that a host sees as the same sample type, one for each rate, rates ascending.
struct FormatFamily {
  abi::SampleType type = 0;
  std::vector<WaveFormat> formats;

  const WaveFormat* find(double rateHz) const noexcept;
};

/// All families that `endpoint` takes with one number of channels, the best first: integers before floats,
/// which would let a device's driver convert, and the most bits first. The number of channels is that of the
/// device's own format, where it takes any of it. Throws `shell::DriverFault` where there is none, with the
/// reason. Blocking: asks the system a few hundred times at the most.
std::vector<FormatFamily> probeFormats(Endpoint& endpoint);

/// What devices that run together can do together: the same type and rates in both, as there are hosts that
/// cannot do with two types. Ordered as `render`. Empty: nothing.
struct FormatPair {
  FormatFamily render;
  FormatFamily capture;
};
std::optional<FormatPair> commonFormats(const std::vector<FormatFamily>& render,
                                        const std::vector<FormatFamily>& capture);

}  // namespace drivers::wasapi
