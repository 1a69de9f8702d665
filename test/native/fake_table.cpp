#include <algorithm>
#include <cstring>
#include <utility>

#include "abi/selectors.h"
#include "audio_guard.h"
#include "fake_driver.h"

/// The functions of the table.
struct FakeTable {
  static FakeDriver& at(abi::Driver* driver, Call call) {
    FakeDriver& self = *static_cast<FakeDriver::Object*>(driver)->self;
    const AudioPause pause;
    self.note(call);
    if (self.onCall) self.onCall(call);
    return self;
  }

  static abi::Error plain(abi::Driver* driver, Call call) { return at(driver, call).answer(call); }

  static abi::ComResult queryInterface(abi::Driver* driver, const abi::Guid*, void** object) {
    *object = nullptr;
    return static_cast<abi::ComResult>(plain(driver, Call::queryInterface));
  }
  static abi::RefCount addRef(abi::Driver* driver) {
    FakeDriver& self = at(driver, Call::addRef);
    const std::lock_guard<std::mutex> lock(self.mutex_);
    return static_cast<abi::RefCount>(++self.references_);
  }
  static abi::RefCount release(abi::Driver* driver) {
    FakeDriver& self = at(driver, Call::release);
    const std::lock_guard<std::mutex> lock(self.mutex_);
    return static_cast<abi::RefCount>(--self.references_);
  }
  static abi::Bool init(abi::Driver* driver, void* handle) {
    FakeDriver& self = at(driver, Call::init);
    self.systemHandle = handle;
    return self.initAnswer;
  }
  static void getDriverName(abi::Driver* driver, char* to) {
    const FakeDriver& self = at(driver, Call::getDriverName);
    std::memcpy(to, self.name.data(), self.name.size());
    if (self.name.size() < 32) to[self.name.size()] = '\0';
  }
  static abi::Long getDriverVersion(abi::Driver* driver) {
    return at(driver, Call::getDriverVersion).version;
  }
  static void getErrorMessage(abi::Driver* driver, char* to) {
    const FakeDriver& self = at(driver, Call::getErrorMessage);
    std::memcpy(to, self.errorText.c_str(), self.errorText.size() + 1);
  }
  static abi::Error start(abi::Driver* driver) { return plain(driver, Call::start); }
  static abi::Error stop(abi::Driver* driver) { return plain(driver, Call::stop); }
  static abi::Error getChannels(abi::Driver* driver, abi::Long* inputs, abi::Long* outputs) {
    const FakeDriver& self = at(driver, Call::getChannels);
    *inputs = self.channels[0];
    *outputs = self.channels[1];
    return self.answer(Call::getChannels);
  }
  static abi::Error getLatencies(abi::Driver* driver, abi::Long* input, abi::Long* output) {
    const FakeDriver& self = at(driver, Call::getLatencies);
    *input = self.latencies[0];
    *output = self.latencies[1];
    return self.answer(Call::getLatencies);
  }
  static abi::Error getBufferSize(abi::Driver* driver, abi::Long* min, abi::Long* max, abi::Long* preferred,
                                  abi::Long* granularity) {
    const FakeDriver& self = at(driver, Call::getBufferSize);
    *min = self.bufferSizes[0];
    *max = self.bufferSizes[1];
    *preferred = self.bufferSizes[2];
    *granularity = self.bufferSizes[3];
    return self.answer(Call::getBufferSize);
  }
  static abi::Error canSampleRate(abi::Driver* driver, abi::SampleRate rate) {
    const FakeDriver& self = at(driver, Call::canSampleRate);
    const bool can = std::find(self.rates.begin(), self.rates.end(), rate) != self.rates.end();
    return can ? self.answer(Call::canSampleRate) : abi::error::kNoClock;
  }
  static abi::Error getSampleRate(abi::Driver* driver, abi::SampleRate* rate) {
    FakeDriver& self = at(driver, Call::getSampleRate);
    if (self.nextRate_ > 0 && self.pendingRates_ >= 0 && self.pendingRates_-- == 0) {
      self.rate = std::exchange(self.nextRate_, 0);
    }
    *rate = self.rate;
    return self.answer(Call::getSampleRate);
  }
  static abi::Error setSampleRate(abi::Driver* driver, abi::SampleRate rate) {
    FakeDriver& self = at(driver, Call::setSampleRate);
    self.lastRate = rate;
    if (!abi::error::succeeded(self.answer(Call::setSampleRate))) return self.answer(Call::setSampleRate);
    self.nextRate_ = rate;
    self.pendingRates_ = self.ratesUntilApplied;
    return self.answer(Call::setSampleRate);
  }
  static abi::Error getClockSources(abi::Driver* driver, abi::ClockSource* clocks, abi::Long* count) {
    const FakeDriver& self = at(driver, Call::getClockSources);
    const auto room = static_cast<std::size_t>(*count);
    for (std::size_t i = 0; i < std::min(room, self.clocks.size()); ++i) clocks[i] = self.clocks[i];
    *count = self.claimedClocks >= 0 ? self.claimedClocks : static_cast<abi::Long>(self.clocks.size());
    return self.answer(Call::getClockSources);
  }
  static abi::Error setClockSource(abi::Driver* driver, abi::Long) {
    return plain(driver, Call::setClockSource);
  }
  static abi::Error getSamplePosition(abi::Driver* driver, abi::Samples*, abi::TimeStamp*) {
    return plain(driver, Call::getSamplePosition);
  }
  static abi::Error getChannelInfo(abi::Driver* driver, abi::ChannelInfo* info) {
    const FakeDriver& self = at(driver, Call::getChannelInfo);
    info->isActive = 0;
    info->channelGroup = info->channel / 2;
    info->type = self.type;
    // Past the end of the structure, where the name is long enough.
    std::memcpy(reinterpret_cast<char*>(info) + offsetof(abi::ChannelInfo, name), self.channelName.data(),
                self.channelName.size());
    return self.answer(Call::getChannelInfo);
  }
  static abi::Error createBuffers(abi::Driver* driver, abi::BufferInfo* infos, abi::Long channels,
                                  abi::Long frames, abi::Callbacks* callbacks) {
    FakeDriver& self = at(driver, Call::createBuffers);
    if (!abi::error::succeeded(self.answer(Call::createBuffers))) return self.answer(Call::createBuffers);
    self.hostInfos = infos;
    self.buffers.assign(infos, infos + channels);
    self.bufferFrames = frames;
    self.callbacks = callbacks;
    self.makeBuffers();
    std::copy(self.buffers.begin(), self.buffers.end(), infos);
    return self.answer(Call::createBuffers);
  }
  static abi::Error disposeBuffers(abi::Driver* driver) { return plain(driver, Call::disposeBuffers); }
  static abi::Error controlPanel(abi::Driver* driver) { return plain(driver, Call::controlPanel); }
  static abi::Error future(abi::Driver* driver, abi::Long selector, void* opt) {
    FakeDriver& self = at(driver, Call::future);
    if (selector == abi::selector::kSetInstanceName || selector == abi::selector::kSetSettings) {
      self.texts.emplace_back(static_cast<const char*>(opt));
    }
    const bool isIoFormat = selector == abi::selector::kSetIoFormat ||
                            selector == abi::selector::kGetIoFormat ||
                            selector == abi::selector::kCanDoIoFormat;
    if (isIoFormat && !self.ioFormats.empty()) {
      return self.answerIoFormat(selector, *static_cast<abi::IoFormat*>(opt));
    }
    if (self.onFuture) return self.onFuture(selector, opt);
    return self.answer(Call::future);
  }
  static abi::Error outputReady(abi::Driver* driver) { return plain(driver, Call::outputReady); }

  static constexpr abi::DriverTable kTable = {queryInterface,
                                              addRef,
                                              release,
                                              init,
                                              getDriverName,
                                              getDriverVersion,
                                              getErrorMessage,
                                              start,
                                              stop,
                                              getChannels,
                                              getLatencies,
                                              getBufferSize,
                                              canSampleRate,
                                              getSampleRate,
                                              setSampleRate,
                                              getClockSources,
                                              setClockSource,
                                              getSamplePosition,
                                              getChannelInfo,
                                              createBuffers,
                                              disposeBuffers,
                                              controlPanel,
                                              future,
                                              outputReady};
};

const abi::DriverTable& fakeTable() { return FakeTable::kTable; }
