#include "doctor/recorder.h"

#include <algorithm>
#include <cstring>

#include "abi/selectors.h"
#include "platform/thread.h"
#include "platform/time.h"

namespace doctor {
namespace {

/// By what comes out: every processor has another register for it.
bool computesToNearest() noexcept RT_SAFE {
  const volatile float one = 1;
  const volatile float little = 1e-20f;
  const volatile float sum = one + little;
  const volatile float difference = -one - little;
  return sum == one && difference == -one;
}

/// From which switch on inputs are looked at: hardware may have noise in the first ones.
constexpr std::uint64_t kFirstWatched = 4;

}  // namespace

Recorder::Recorder() : switches_(kMostSwitches), messages_(kMostMessages), snippets_(kMostSnippets) {}

Recorder& Recorder::instance() {
  static auto& only = *new Recorder;
  return only;
}

abi::Callbacks* Recorder::callbacks() noexcept {
  static abi::Callbacks table = {&onSwitch, &onRate, &onMessage, &onSwitchWithTime};
  return &table;
}

void Recorder::begin(abi::Driver* driver) noexcept {
  driver_.store(driver);
  watchedCount_.store(0);
  tellsReady_.store(false);
  asksPosition_.store(false);
  isTimeVirtual_.store(false);
  asksVirtualTime_.store(false);
  hasToldTime_.store(false);
  snippetCount_.store(0);
  messageCount_.store(0);
  for (auto& count : counts_) count.store(0);
  count_.store(0);
}

void Recorder::watch(const std::vector<WatchedInput>& inputs) {
  const std::size_t count = std::min(inputs.size(), kMostWatched);
  std::copy_n(inputs.begin(), count, watched_);
  watchedCount_.store(count);
}

std::vector<Switch> Recorder::switches() const {
  const std::size_t kept = std::min<std::size_t>(count(), kMostSwitches);
  return {switches_.begin(), switches_.begin() + static_cast<std::ptrdiff_t>(kept)};
}

std::vector<Message> Recorder::messages() const {
  const std::size_t kept = std::min<std::size_t>(messageCount(), kMostMessages);
  return {messages_.begin(), messages_.begin() + static_cast<std::ptrdiff_t>(kept)};
}

std::vector<Snippet> Recorder::snippets() const {
  const std::size_t kept = std::min<std::size_t>(snippetCount_.load(), kMostSnippets);
  return {snippets_.begin(), snippets_.begin() + static_cast<std::ptrdiff_t>(kept)};
}

// --- Driver's threads

void Recorder::onSwitch(abi::Long index, abi::Bool directProcess) {
  instance().record(nullptr, false, index, directProcess);
}

abi::Time* Recorder::onSwitchWithTime(abi::Time* time, abi::Long index, abi::Bool directProcess) {
  instance().record(time, true, index, directProcess);
  return nullptr;
}

void Recorder::onRate(abi::SampleRate rate) {
  Recorder& self = instance();
  self.note({self.phase(), kRateChanged, 0, rate});
}

abi::Long Recorder::onMessage(abi::Long selector, abi::Long value, void*, double*) {
  Recorder& self = instance();
  self.note({self.phase(), selector, value, 0});
  return self.answer(selector, value);
}

void Recorder::record(abi::Time* time, bool hasTime, abi::Long index,
                      abi::Bool directProcess) noexcept RT_SAFE {
  const bool isNested = inside_.fetch_add(1) > 0;
  const Phase phase = phase_.load();
  Switch entry;
  entry.ns = platform::nowNs();
  entry.thread = platform::systemThread();
  entry.phase = phase;
  entry.index = index;
  entry.directProcess = directProcess;
  entry.isNested = isNested;
  entry.roundsToNearest = computesToNearest();
  entry.hasTime = hasTime;
  entry.isTimeMissing = hasTime && time == nullptr;
  if (time != nullptr) {
    const abi::TimeInfo& info = time->timeInfo;
    entry.position = abi::toUint64(info.samplePosition);
    entry.systemNs = abi::toUint64(info.systemTime);
    entry.sampleRate = info.sampleRate;
    entry.flags = info.flags;
    entry.codeFlags = time->timeCode.flags;
  }
  const std::uint64_t place = count_.load(std::memory_order_relaxed);
  abi::Driver* const driver = driver_.load();
  if (driver != nullptr && asksPosition_.load() && place < kMostSwitches) {
    abi::Samples position = {};
    abi::TimeStamp stamp = {};
    entry.asked = driver->table->getSamplePosition(driver, &position, &stamp);
    entry.wasAsked = phase_.load() == phase;  // a driver that is stopped meanwhile need not know it
    entry.askedPosition = abi::toUint64(position);
  }
  if (place >= kFirstWatched && (phase == Phase::running || phase == Phase::starting)) keepInputs(index);
  counts_[static_cast<int>(phase)].fetch_add(1, std::memory_order_relaxed);
  const std::uint64_t taken = count_.fetch_add(1, std::memory_order_acq_rel);
  if (taken < kMostSwitches) switches_[taken] = entry;
  if (driver != nullptr && tellsReady_.load()) driver->table->outputReady(driver);
  inside_.fetch_sub(1);
}

void Recorder::keepInputs(abi::Long index) noexcept RT_SAFE {
  const std::size_t watched = watchedCount_.load();
  for (std::size_t channel = 0; channel < watched; ++channel) {
    if (snippetCount_.load(std::memory_order_relaxed) >= kMostSnippets) return;
    const std::uint64_t place = snippetCount_.fetch_add(1);
    if (place >= kMostSnippets) return;
    Snippet& kept = snippets_[place];
    kept.channel = channel;
    kept.bytes = std::min(watched_[channel].bytes, kSnippetBytes);
    std::memcpy(kept.data, watched_[channel].halves[index & 1], kept.bytes);
  }
}

void Recorder::note(const Message& message) noexcept RT_SAFE {
  constexpr abi::Long kVirtualTime = abi::message::kVirtualTime;
  if (message.selector == abi::message::kSelectorSupported && message.value == kVirtualTime)
    asksVirtualTime_.store(true);
  if (message.selector == kVirtualTime) {
    isTimeVirtual_.store(message.value == 1);
    hasToldTime_.store(true);
  }
  const std::uint64_t place = messageCount_.fetch_add(1);
  if (place < kMostMessages) messages_[place] = message;
}

/// What a host of today can do, which is everything but to change the size of its buffers as it goes.
static bool isKnown(abi::Long selector) noexcept RT_SAFE {
  namespace message = abi::message;
  switch (selector) {
    case message::kSelectorSupported:
    case message::kEngineVersion:
    case message::kResetRequest:
    case message::kResyncRequest:
    case message::kLatenciesChanged:
    case message::kSupportsTimeInfo:
    case message::kSupportsTimeCode:
    case message::kOverload:
    case message::kVirtualTime:
      return true;
    default:
      return false;
  }
}

abi::Long Recorder::answer(abi::Long selector, abi::Long value) noexcept RT_SAFE {
  if (selector == abi::message::kEngineVersion) return abi::kEngineVersion;
  const bool yes = isKnown(selector == abi::message::kSelectorSupported ? value : selector);
  return yes ? 1 : 0;
}

}  // namespace doctor
