// The part of a device that knows about PCM and DSD.
#include <algorithm>
#include <set>
#include <string>

#include "abi/sample_types.h"
#include "host/error.h"
#include "host/prepared_stream.h"
#include "sample/type_info.h"

namespace host {
namespace {

/// How long a driver may take to show the types of a format that it has accepted. There may be two such waits
/// in one piece of work: for the switch, and for the way back.
constexpr std::uint64_t kSettleLimitNs = 2'000'000'000;

constexpr char kAdvice[] = " Choose the format in the driver's control panel and open the device again.";

std::string nameOf(abi::SampleType type) {
  const sample::TypeInfo* info = sample::findType(type);
  return info == nullptr ? "of the unknown type " + std::to_string(type) : info->name;
}

std::string namesOf(const std::vector<IoFormat>& formats) {
  if (formats.size() == 2) return std::string(nameOf(formats[0])) + " and " + nameOf(formats[1]);
  return "only " + std::string(nameOf(formats[0]));
}

bool isAmong(const std::vector<IoFormat>& formats, IoFormat format) {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

bool isOneBit(const std::vector<ChannelDescription>& channels, const std::vector<long>& chosen) {
  return std::any_of(channels.begin(), channels.end(), [&](const ChannelDescription& channel) {
    return abi::sample_type::isOneBit(channel.type) &&
           std::find(chosen.begin(), chosen.end(), channel.index) != chosen.end();
  });
}

}  // namespace

void checkWholeBytes(const DeviceDescription& device, const StreamRequest& request) {
  if (request.bufferSize % 8 == 0) return;
  if (!isOneBit(device.inputs, request.inputs) && !isOneBit(device.outputs, request.outputs)) return;
  throw Error(ErrorCode::bufferSizeRefused,
              "Eight samples of DSD share a byte, so a buffer's size is a multiple of 8 samples, which " +
                  std::to_string(request.bufferSize) + " is not. The driver offers " +
                  describe(device.bufferSizes) + ".");
}

/// Where the driver is and what it says of itself, for an error.
std::string Device::channelFacts() {
  std::set<std::string> types;
  for (const ChannelDescription& channel : description_.inputs) types.insert(nameOf(channel.type));
  for (const ChannelDescription& channel : description_.outputs) types.insert(nameOf(channel.type));
  std::string text;
  for (const std::string& type : types) text += (text.empty() ? "Its channels are " : ", ") + type;
  if (text.empty()) text = "It tells of no channels";
  const std::optional<IoFormat> claimed = driver_->getIoFormat();
  if (claimed) text += ", and it says that it is in " + std::string(nameOf(*claimed));
  return text + "; it offers " + namesOf(description_.ioFormats) + ".";
}

/// Leaves in the description what channels there are now.
bool Device::showsIoFormat(IoFormat format) {
  try {
    readChannels(description_);
    return description_.ioFormat == format;
  } catch (const Error&) {
    return false;  // in the midst of it
  }
}

void Device::switchIoFormat(IoFormat format) {
  const abi::Error code = driver_->setIoFormat(format);
  if (!abi::error::succeeded(code)) {
    const std::string words = driver_->errorMessage();
    throw Error(ErrorCode::ioFormatRefused,
                std::string("The driver refused to switch to ") + nameOf(format) +
                    (words.empty() ? "" : ": " + words) + ". " + channelFacts() + kAdvice,
                "setIoFormat", code, words);
  }
  const auto isThere = [&] { return showsIoFormat(format); };
  if (!settles(isThere, std::min(kSettleLimitNs, workLimitNs_ / 4))) {
    throw Error(ErrorCode::ioFormatRefused,
                std::string("The driver accepted ") + nameOf(format) + " and stayed with " +
                    nameOf(description_.ioFormat) + ". " + channelFacts() + kAdvice,
                "setIoFormat");
  }
  refresh();  // sizes, rates and latencies are others now
}

/// As far as that goes: this is on the way out with an error.
void Device::putBack(IoFormat format) noexcept {
  try {
    driver_->setIoFormat(format);
    settles([&] { return showsIoFormat(format); }, std::min(kSettleLimitNs, workLimitNs_ / 4));
    refresh();
  } catch (...) {
  }
}

void Device::setIoFormat(IoFormat format) {
  driver();
  if (prepared_ != nullptr) {
    throw Error(ErrorCode::invalidState,
                "The device has an open stream; close it before you switch between PCM and DSD.",
                "setIoFormat");
  }
  refresh();  // the user may have switched it in the driver's own window
  const IoFormat before = description_.ioFormat;
  if (before == format) return;
  if (!isAmong(description_.ioFormats, format)) {
    throw Error(ErrorCode::ioFormatRefused,
                std::string("The driver does not offer ") + nameOf(format) + ", " +
                    namesOf(description_.ioFormats) +
                    ". What it offers can depend on the interface and on a setting in its control panel.",
                "setIoFormat");
  }
  try {
    switchIoFormat(format);
    wantedFormat_ = format;
  } catch (...) {
    putBack(before);
    throw;
  }
}

}  // namespace host
