#include "doctor/raw_driver.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "abi/selectors.h"
#include "platform/library.h"
#include "platform/text.h"
#include "platform/time.h"

namespace doctor {
namespace {

/// Drivers write past what they are given; this much behind it is ours.
constexpr std::size_t kGuardBytes = 4096;
constexpr unsigned char kGuard = 0xa5;
constexpr std::size_t kNameBytes = 32;
constexpr std::size_t kMessageBytes = 124;
constexpr abi::Long kMostClocks = 32;
constexpr std::uint64_t kSlowNs = 1'000'000'000;

/// A structure with a guard behind it.
template <class T>
struct Guarded {
  Guarded() { std::memset(guard, kGuard, sizeof guard); }
  bool isPast() const {
    return std::any_of(std::begin(guard), std::end(guard), [](unsigned char byte) { return byte != kGuard; });
  }
  T value = {};
  unsigned char guard[kGuardBytes];
};

template <std::size_t Room>
DriverText textOf(const Guarded<char[Room]>& written) {
  DriverText text;
  text.ends = std::memchr(written.value, '\0', Room) != nullptr;
  text.isPast = written.isPast();
  text.text = platform::fromDriverText(written.value, Room);
  return text;
}

}  // namespace

RawDriver::RawDriver(const host::DriverSource& source, Trail& trail) : trail_(trail) {
  trail_.call("load");
  const std::uint64_t start = platform::nowNs();
  loaded_ = host::loadDriver(source);
  trail_.returned("load", platform::nowNs() - start);
}

template <class Result, class Body>
Result RawDriver::timed(const char* name, Body body) {
  if (loaded_.object == nullptr) throw Crashed();
  Result result{};
  trail_.call(name);
  const std::uint64_t start = platform::nowNs();
  const auto crash = platform::callGuarded([&] { result = body(loaded_.object->table, loaded_.object); });
  const std::uint64_t took = platform::nowNs() - start;
  isSlow_ = isSlow_ || took >= kSlowNs;
  if (crash) {
    trail_.crashed(crash->code);
    forget();
    throw Crashed();
  }
  trail_.returned(name, took);
  return result;
}

template <class Body>
abi::Error RawDriver::asked(const char* name, Body body) {
  const abi::Error code = timed<abi::Error>(name, body);
  trail_.checked("call-result");
  if (code == abi::error::kSuccess)
    trail_.saw("call-result", std::string(name) + " answered with the yes of `future`");
  return code;
}

/// What crashed stays where it is.
void RawDriver::forget() {
  platform::pinLibraryOf(loaded_.object->table);
  static_cast<void>(new host::LoadedDriver(std::exchange(loaded_, {})));  // never destroyed
}

void RawDriver::release() {
  if (loaded_.object == nullptr) return;
  timed<abi::RefCount>("release", [](auto* table, abi::Driver* self) { return table->release(self); });
  loaded_.object = nullptr;
  loaded_.library.reset();
}

abi::Bool RawDriver::init(void* systemHandle) {
  return timed<abi::Bool>("init",
                          [=](auto* table, abi::Driver* self) { return table->init(self, systemHandle); });
}

DriverText RawDriver::name() {
  Guarded<char[kNameBytes]> written;
  timed<int>("getDriverName", [&](auto* table, abi::Driver* self) {
    table->getDriverName(self, written.value);
    return 0;
  });
  return textOf(written);
}

abi::Long RawDriver::version() {
  return timed<abi::Long>("getDriverVersion",
                          [](auto* table, abi::Driver* self) { return table->getDriverVersion(self); });
}

DriverText RawDriver::message() {
  Guarded<char[kMessageBytes]> written;
  timed<int>("getErrorMessage", [&](auto* table, abi::Driver* self) {
    table->getErrorMessage(self, written.value);
    return 0;
  });
  return textOf(written);
}

abi::Error RawDriver::start() {
  return asked("start", [](auto* table, abi::Driver* self) { return table->start(self); });
}

abi::Error RawDriver::stop() {
  return asked("stop", [](auto* table, abi::Driver* self) { return table->stop(self); });
}

PairAnswer RawDriver::channels() {
  PairAnswer answer;
  answer.code = asked("getChannels", [&](auto* table, abi::Driver* self) {
    return table->getChannels(self, &answer.first, &answer.second);
  });
  return answer;
}

PairAnswer RawDriver::latencies() {
  PairAnswer answer;
  answer.code = asked("getLatencies", [&](auto* table, abi::Driver* self) {
    return table->getLatencies(self, &answer.first, &answer.second);
  });
  return answer;
}

SizesAnswer RawDriver::sizes() {
  SizesAnswer answer;
  answer.code = asked("getBufferSize", [&](auto* table, abi::Driver* self) {
    return table->getBufferSize(self, &answer.min, &answer.max, &answer.preferred, &answer.step);
  });
  return answer;
}

abi::Error RawDriver::canSampleRate(double rate) {
  return asked("canSampleRate",
               [=](auto* table, abi::Driver* self) { return table->canSampleRate(self, rate); });
}

RateAnswer RawDriver::sampleRate() {
  RateAnswer answer;
  answer.code = asked("getSampleRate", [&](auto* table, abi::Driver* self) {
    return table->getSampleRate(self, &answer.rate);
  });
  return answer;
}

abi::Error RawDriver::setSampleRate(double rate) {
  return asked("setSampleRate",
               [=](auto* table, abi::Driver* self) { return table->setSampleRate(self, rate); });
}

ClockAnswer RawDriver::clocks() {
  Guarded<abi::ClockSource[kMostClocks]> written;
  std::memset(&written.value, kGuard, sizeof written.value);
  ClockAnswer answer;
  answer.count = kMostClocks;
  answer.code = asked("getClockSources", [&](auto* table, abi::Driver* self) {
    return table->getClockSources(self, written.value, &answer.count);
  });
  abi::ClockSource untouched;
  std::memset(&untouched, kGuard, sizeof untouched);
  for (const abi::ClockSource& clock : written.value) {
    if (std::memcmp(&clock, &untouched, sizeof clock) == 0) break;
    answer.clocks.push_back(clock);
  }
  return answer;
}

abi::Error RawDriver::setClockSource(abi::Long index) {
  return asked("setClockSource",
               [=](auto* table, abi::Driver* self) { return table->setClockSource(self, index); });
}

ChannelAnswer RawDriver::channel(abi::Long channel, bool isInput) {
  Guarded<abi::ChannelInfo> written;
  written.value.channel = channel;
  written.value.isInput = isInput ? 1 : 0;
  ChannelAnswer answer;
  answer.code = asked("getChannelInfo", [&](auto* table, abi::Driver* self) {
    return table->getChannelInfo(self, &written.value);
  });
  answer.info = written.value;
  const char* const name = written.value.name;
  answer.name.ends = std::memchr(name, '\0', kNameBytes) != nullptr;
  answer.name.isPast = written.isPast();
  answer.name.text = platform::fromDriverText(name, kNameBytes);
  return answer;
}

abi::Error RawDriver::createBuffers(abi::BufferInfo* infos, abi::Long count, abi::Long frames,
                                    abi::Callbacks* calls) {
  return asked("createBuffers", [=](auto* table, abi::Driver* self) {
    return table->createBuffers(self, infos, count, frames, calls);
  });
}

abi::Error RawDriver::disposeBuffers() {
  return asked("disposeBuffers", [](auto* table, abi::Driver* self) { return table->disposeBuffers(self); });
}

abi::Error RawDriver::future(abi::Long selector, void* opt) {
  return timed<abi::Error>(
      "future", [=](auto* table, abi::Driver* self) { return table->future(self, selector, opt); });
}

abi::Error RawDriver::outputReady() {
  return asked("outputReady", [](auto* table, abi::Driver* self) { return table->outputReady(self); });
}

abi::Error RawDriver::step(std::uint64_t switches) {
  abi::StepRequest request = {switches};
  return loaded_.object->table->future(loaded_.object, abi::selector::kStep, &request);
}

}  // namespace doctor
