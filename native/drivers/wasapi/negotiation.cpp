#include "drivers/wasapi/negotiation.h"

#include <algorithm>
#include <string>

#include "drivers/shell/fault.h"

namespace drivers::wasapi {

namespace {

struct SampleKind {
  std::uint32_t containerBits;
  std::uint32_t validBits;
  bool isFloat;
};

/// In this order.
constexpr SampleKind kKinds[] = {
    {32, 32, false}, {32, 24, false}, {24, 24, false}, {16, 16, false}, {32, 32, true}};

/// One device that is asked. Remembers why it has refused.
class Probe {
 public:
  explicit Probe(Endpoint& endpoint) {
    require(endpoint.activate(client_), "IMMDevice::Activate");
    // Either may be missing: they are hints.
    WaveFormat format;
    if (!failed(endpoint.getDeviceFormat(format))) hints_.push_back(format);
    if (!failed(client_->getMixFormat(format))) hints_.push_back(format);
  }

  std::vector<std::uint32_t> channelCounts() const {
    std::vector<std::uint32_t> counts;
    const auto add = [&](std::uint32_t count) {
      if (std::find(counts.begin(), counts.end(), count) == counts.end()) counts.push_back(count);
    };
    for (const WaveFormat& hint : hints_) add(hint.channels);
    for (const std::uint32_t count : {2u, 1u, 4u, 6u, 8u}) add(count);
    return counts;
  }

  /// Rates that are set up, and the usual ones.
  std::vector<std::uint32_t> rates() const {
    std::vector<std::uint32_t> rates(std::begin(kRatesHz), std::end(kRatesHz));
    for (const WaveFormat& hint : hints_) rates.push_back(hint.rateHz);
    std::sort(rates.begin(), rates.end());
    rates.erase(std::unique(rates.begin(), rates.end()), rates.end());
    return rates;
  }

  /// The spelling of a format that the device takes.
  std::optional<WaveFormat> ask(std::uint32_t rateHz, std::uint32_t channels, const SampleKind& kind) {
    WaveFormat format{rateHz, channels, kind.containerBits, kind.validBits, kind.isFloat, 0, {}};
    for (const std::uint32_t mask : masks(channels)) {
      format.channelMask = mask;
      if (isTaken(format)) return format;
    }
    if (kind.containerBits != 16 || channels > 2) return std::nullopt;
    format.channelMask = 0;
    format.header = FormatHeader::plain;
    if (isTaken(format)) return format;
    return std::nullopt;
  }

  Result refusal() const noexcept { return refusal_; }

 private:
  std::vector<std::uint32_t> masks(std::uint32_t channels) const {
    std::vector<std::uint32_t> masks;
    const auto add = [&](std::uint32_t mask) {
      if (std::find(masks.begin(), masks.end(), mask) == masks.end()) masks.push_back(mask);
    };
    for (const WaveFormat& hint : hints_) {
      if (hint.channels == channels) add(hint.channelMask);
    }
    add(usualChannelMask(channels));
    add(0);
    return masks;
  }

  bool isTaken(const WaveFormat& format) {
    const Result answer = client_->isFormatSupported(ShareMode::exclusive, format);
    if (answer == result::kOk) return true;
    // Whatever says more than that the format is none.
    if (refusal_ == result::kUnsupportedFormat && failed(answer)) refusal_ = answer;
    // Nothing else will be answered otherwise.
    if (answer == result::kDeviceInvalidated || answer == result::kServiceNotRunning ||
        answer == result::kExclusiveModeNotAllowed)
      require(answer, "IAudioClient::IsFormatSupported");
    return false;
  }

  std::unique_ptr<Client> client_;
  std::vector<WaveFormat> hints_;
  Result refusal_ = result::kUnsupportedFormat;
};

/// 24 bits in 32 where the device does not take all 32: for a host it is the same.
void addTo(std::vector<FormatFamily>& families, const WaveFormat& format) {
  const abi::SampleType type = format.sampleType();
  auto family = std::find_if(families.begin(), families.end(),
                             [&](const FormatFamily& known) { return known.type == type; });
  if (family == families.end()) family = families.insert(families.end(), FormatFamily{type, {}});
  if (family->find(format.rateHz) == nullptr) family->formats.push_back(format);
}

}  // namespace

const WaveFormat* FormatFamily::find(double rateHz) const noexcept {
  // Exact: a rate that is nearly offered is not offered. Not-a-number equals nothing.
  for (const WaveFormat& format : formats) {
    if (static_cast<double>(format.rateHz) == rateHz) return &format;
  }
  return nullptr;
}

std::vector<FormatFamily> probeFormats(Endpoint& endpoint) {
  Probe probe(endpoint);
  const std::vector<std::uint32_t> rates = probe.rates();
  for (const std::uint32_t channels : probe.channelCounts()) {
    std::vector<FormatFamily> families;
    for (const SampleKind& kind : kKinds) {
      for (const std::uint32_t rateHz : rates) {
        if (const auto format = probe.ask(rateHz, channels, kind)) addTo(families, *format);
      }
    }
    for (FormatFamily& family : families) {
      std::sort(family.formats.begin(), family.formats.end(),
                [](const WaveFormat& a, const WaveFormat& b) { return a.rateHz < b.rateHz; });
    }
    if (!families.empty()) return families;
  }
  if (probe.refusal() != result::kUnsupportedFormat)
    require(probe.refusal(), "IAudioClient::IsFormatSupported");
  throw shell::DriverFault(abi::error::kNotPresent,
                           "the device takes no format in exclusive mode: see whether that is allowed in its "
                           "Sound settings");
}

std::optional<FormatPair> commonFormats(const std::vector<FormatFamily>& render,
                                        const std::vector<FormatFamily>& capture) {
  for (const FormatFamily& out : render) {
    for (const FormatFamily& in : capture) {
      if (out.type != in.type) continue;
      FormatPair pair{{out.type, {}}, {in.type, {}}};
      for (const WaveFormat& format : out.formats) {
        const WaveFormat* const twin = in.find(format.rateHz);
        if (twin == nullptr) continue;
        pair.render.formats.push_back(format);
        pair.capture.formats.push_back(*twin);
      }
      if (!pair.render.formats.empty()) return pair;
    }
  }
  return std::nullopt;
}

}  // namespace drivers::wasapi
