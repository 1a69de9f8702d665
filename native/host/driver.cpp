#include "host/driver.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "abi/selectors.h"
#include "host/crashed_drivers.h"
#include "host/error.h"
#include "platform/library.h"
#include "platform/text.h"

namespace host {
namespace {

/// Drivers write past the 32 and 124 bytes that the contract gives them for text; a page has taken all of
/// them.
struct TextBuffer {
  char text[4096] = {};
  std::string toString() const { return platform::fromDriverText(text, sizeof text); }
};

/// A structure with room behind it, for drivers that fill more than there is.
template <class T>
struct Roomy {
  T value = {};
  char room[4096] = {};
};

/// More clocks than any driver has; some fill entries without looking at the room they are given.
constexpr long kMostClockSources = 64;
/// More channels than any driver has. What claims more is broken, and is not asked for each of them.
constexpr long kMostChannels = 4096;
/// Outside of this a rate is a driver's way of saying that it does not know.
constexpr double kLeastSampleRate = 1;
constexpr double kMostSampleRate = 100e6;

abi::IoFormat toAbi(IoFormat format) noexcept {
  abi::IoFormat result = {};
  result.formatType = format == IoFormat::dsd ? abi::io_format::kDsd : abi::io_format::kPcm;
  return result;
}

}  // namespace

Driver::Driver(const DriverSource& source)
    : source_(source), loaded_(loadDriver(source)), driver_(loaded_.object) {}

Driver::~Driver() {
  try {
    release();
  } catch (const Error&) {
    // It is noted, and there is nobody to tell.
  }
}

template <class Body>
void Driver::guard(const char* operation, Body body) {
  const void* const table = driver_->table;
  const auto crash = platform::callGuarded(body);
  if (!crash) return;
  driver_ = nullptr;
  platform::pinLibraryOf(table);
  static_cast<void>(new LoadedDriver(std::move(loaded_)));  // never destroyed: that calls the library
  throw noteCrash(source_, operation, *crash);
}

void Driver::release() {
  if (driver_ == nullptr) return;
  guard("release", [this] {
    driver_->table->release(driver_);
    loaded_.library.reset();
  });
  driver_ = nullptr;
}

void Driver::check(const char* operation, abi::Error code) const {
  if (abi::error::succeeded(code)) return;
  const std::string words = errorMessage();
  std::string message = std::string("The driver answered ") + operation + " with " + std::to_string(code) +
                        " (" + host::describe(code) + ")";
  if (!words.empty()) message += ": " + words;
  throw Error(ErrorCode::driverFailed, message, operation, code, words);
}

bool Driver::init(void* systemHandle) {
  abi::Bool answer = 0;
  guard("init", [&] { answer = driver_->table->init(driver_, systemHandle); });
  return abi::isTrue(answer);
}

abi::Error Driver::tell(long selector, const std::string& text) {
  abi::Error answer = abi::error::kOk;
  guard("future",
        [&] { answer = driver_->table->future(driver_, selector, const_cast<char*>(text.c_str())); });
  return answer;
}

std::string Driver::name() const {
  TextBuffer buffer;
  driver_->table->getDriverName(driver_, buffer.text);
  return buffer.toString();
}

long Driver::version() const noexcept { return driver_->table->getDriverVersion(driver_); }

std::string Driver::errorMessage() const {
  TextBuffer buffer;
  driver_->table->getErrorMessage(driver_, buffer.text);
  return buffer.toString();
}

void Driver::getChannels(long& inputs, long& outputs) const {
  abi::Long counts[2] = {0, 0};
  check("getChannels", driver_->table->getChannels(driver_, &counts[0], &counts[1]));
  inputs = std::clamp<long>(counts[0], 0, kMostChannels);
  outputs = std::clamp<long>(counts[1], 0, kMostChannels);
}

ChannelDescription Driver::getChannelInfo(long channel, bool isInput) const {
  Roomy<abi::ChannelInfo> info;
  info.value.channel = channel;
  info.value.isInput = isInput ? 1 : 0;
  check("getChannelInfo", driver_->table->getChannelInfo(driver_, &info.value));
  return {channel, abi::isTrue(info.value.isActive), info.value.channelGroup, info.value.type,
          platform::fromDriverText(info.value.name, sizeof info.value.name)};
}

BufferSizes Driver::getBufferSize() const {
  abi::Long sizes[4] = {};
  check("getBufferSize", driver_->table->getBufferSize(driver_, &sizes[0], &sizes[1], &sizes[2], &sizes[3]));
  return {sizes[0], sizes[1], sizes[2], sizes[3]};
}

Latencies Driver::getLatencies() const {
  abi::Long latencies[2] = {};
  // Some know them only once there are buffers, some never: that is no reason to fail.
  if (!abi::error::succeeded(driver_->table->getLatencies(driver_, &latencies[0], &latencies[1]))) return {};
  return {std::max<long>(latencies[0], 0), std::max<long>(latencies[1], 0)};
}

double Driver::getSampleRate() const {
  double rate = 0;
  if (!abi::error::succeeded(driver_->table->getSampleRate(driver_, &rate))) return 0;
  return std::isfinite(rate) && rate >= kLeastSampleRate && rate <= kMostSampleRate ? rate : 0;
}

bool Driver::canSampleRate(double rate) const noexcept {
  return abi::error::succeeded(driver_->table->canSampleRate(driver_, rate));
}

abi::Error Driver::setSampleRate(double rate) noexcept {
  return driver_->table->setSampleRate(driver_, rate);
}

std::vector<ClockSource> Driver::getClockSources() const {
  std::vector<abi::ClockSource> raw(kMostClockSources);
  abi::Long count = kMostClockSources;
  if (!abi::error::succeeded(driver_->table->getClockSources(driver_, raw.data(), &count))) return {};
  std::vector<ClockSource> sources;
  for (long i = 0; i < std::min<long>(count, kMostClockSources); ++i) {
    const abi::ClockSource& source = raw[static_cast<std::size_t>(i)];
    if (source.name[0] == '\0') continue;  // drivers exist that count sources and fill none in
    sources.push_back({source.index, source.associatedChannel, source.associatedGroup,
                       abi::isTrue(source.isCurrentSource),
                       platform::fromDriverText(source.name, sizeof source.name)});
  }
  return sources;
}

abi::Error Driver::setClockSource(long index) noexcept {
  return driver_->table->setClockSource(driver_, index);
}

abi::Error Driver::controlPanel() noexcept { return driver_->table->controlPanel(driver_); }

bool Driver::can(long selector) noexcept { return future(selector, nullptr) == abi::error::kSuccess; }

std::optional<Latencies> Driver::getInternalBuffers() noexcept {
  Roomy<abi::InternalBufferInfo> info;
  if (future(abi::selector::kGetInternalBufferSamples, &info.value) != abi::error::kSuccess)
    return std::nullopt;
  return Latencies{std::max<long>(info.value.inputSamples, 0), std::max<long>(info.value.outputSamples, 0)};
}

bool Driver::canDoIoFormat(IoFormat format) noexcept {
  abi::IoFormat asked = toAbi(format);
  // Nothing but that one answer: drivers exist that answer every selector with zero.
  return future(abi::selector::kCanDoIoFormat, &asked) == abi::error::kSuccess;
}

abi::Error Driver::setIoFormat(IoFormat format) noexcept {
  abi::IoFormat wanted = toAbi(format);
  return future(abi::selector::kSetIoFormat, &wanted);
}

std::optional<IoFormat> Driver::getIoFormat() noexcept {
  abi::IoFormat current = {};
  current.formatType = abi::io_format::kInvalid;
  if (!abi::error::succeeded(future(abi::selector::kGetIoFormat, &current))) return std::nullopt;
  if (current.formatType == abi::io_format::kPcm) return IoFormat::pcm;
  if (current.formatType == abi::io_format::kDsd) return IoFormat::dsd;
  return std::nullopt;
}

void Driver::createBuffers(std::vector<abi::BufferInfo>& infos, long bufferSize, abi::Callbacks* callbacks) {
  const auto count = static_cast<abi::Long>(infos.size());
  const abi::Error code = driver_->table->createBuffers(driver_, infos.data(), count, bufferSize, callbacks);
  const bool filled = std::all_of(infos.begin(), infos.end(), [](const abi::BufferInfo& info) {
    return info.buffers[0] != nullptr && info.buffers[1] != nullptr;
  });
  if (abi::error::succeeded(code) && filled) return;
  const std::string words = errorMessage();
  disposeBuffers();  // a driver that failed half-way refuses the next attempt otherwise
  std::string message = abi::error::succeeded(code)
                            ? "The driver made buffers and left some of them out"
                            : "The driver answered createBuffers with " + std::to_string(code) + " (" +
                                  host::describe(code) + ")";
  if (!words.empty()) message += ": " + words;
  throw Error(ErrorCode::driverFailed, message, "createBuffers", code, words);
}

abi::Error Driver::disposeBuffers() noexcept { return driver_->table->disposeBuffers(driver_); }

void Driver::start() { check("start", driver_->table->start(driver_)); }

abi::Error Driver::stop() noexcept { return driver_->table->stop(driver_); }

bool Driver::supportsOutputReady() noexcept {
  return abi::error::succeeded(driver_->table->outputReady(driver_));
}

abi::Error Driver::future(long selector, void* opt) noexcept {
  return driver_->table->future(driver_, selector, opt);
}

}  // namespace host
