#include "fake_driver.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <utility>

#include "audio_guard.h"
#include "host/driver_list.h"
#include "sample/type_info.h"

namespace {

/// More than a program can have open at once.
constexpr std::size_t kPlaces = 40;

struct Places {
  std::mutex mutex;
  FakeDriver* drivers[kPlaces] = {};
};

Places& places() {
  static Places all;
  return all;
}

}  // namespace

/// Makes drivers known to the host.
struct FakeLoader {
  using Create = abi::Driver* (*)() noexcept;

  template <std::size_t Place>
  static abi::Driver* create() noexcept {
    FakeDriver* self = places().drivers[Place];
    if (self == nullptr) return nullptr;
    self->note(Call::create);
    if (self->onCall) self->onCall(Call::create);
    if (!self->canBeCreated) return nullptr;
    const std::lock_guard<std::mutex> lock(self->mutex_);
    ++self->references_;
    return self->raw();
  }

  template <std::size_t... Place>
  static Create createAt(std::size_t place, std::index_sequence<Place...>) {
    static constexpr Create all[] = {create<Place>...};
    return all[place];
  }

  /// Each has an id of its own: the host remembers for a while which it has released.
  static std::string add(std::size_t place) {
    static auto& ids = *new std::deque<std::string>;  // the host keeps pointers to them
    ids.push_back("fake-" + std::to_string(ids.size()));
    host::addBuiltInDriver({ids.back().c_str(), "Fake", "A driver of the tests",
                            createAt(place, std::make_index_sequence<kPlaces>())});
    return ids.back();
  }
};

FakeDriver::FakeDriver() : place_(kPlaces) {
  object_.table = &fakeTable();
  object_.self = this;
  answers[static_cast<std::size_t>(Call::future)] = abi::error::kInvalidParameter;
  answers[static_cast<std::size_t>(Call::outputReady)] = abi::error::kNotPresent;
  const std::lock_guard<std::mutex> lock(places().mutex);
  for (place_ = 0; places().drivers[place_] != nullptr; ++place_) REQUIRE(place_ + 1 < kPlaces);
  places().drivers[place_] = this;
  source_.id = FakeLoader::add(place_);
}

FakeDriver::~FakeDriver() {
  if (references() != 0) {
    CHECK(mayBeLost);
    return;  // its id may stay taken, so nobody gets this place
  }
  const std::lock_guard<std::mutex> lock(places().mutex);
  places().drivers[place_] = nullptr;
}

void FakeDriver::note(Call call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  calls_.push_back(call);
}

std::vector<Call> FakeDriver::calls() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return calls_;
}

std::size_t FakeDriver::count(Call call) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<std::size_t>(std::count(calls_.begin(), calls_.end(), call));
}

bool FakeDriver::inOrder(Call first, Call second) const {
  const std::vector<Call> all = calls();
  const auto a = std::find(all.rbegin(), all.rend(), first);
  const auto b = std::find(all.rbegin(), all.rend(), second);
  return a != all.rend() && b != all.rend() && a > b;
}

void FakeDriver::forget() {
  const std::lock_guard<std::mutex> lock(mutex_);
  calls_.clear();
}

int FakeDriver::references() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return references_;
}

void FakeDriver::makeBuffers() {
  const sample::TypeInfo* info = sample::findType(type);
  const std::size_t bytes =
      info == nullptr
          ? 8
          : sample::elementsOf(*info, static_cast<std::size_t>(bufferFrames)) * info->elementBytes;
  memory_.clear();
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    for (std::size_t index = 0; index < 2; ++index) {
      memory_.emplace_back(bytes, std::byte{0xee});
      buffers[i].buffers[index] = i == leaveNull && index == 1 ? nullptr : memory_.back().data();
    }
  }
}

abi::Error FakeDriver::answerIoFormat(abi::Long selector, abi::IoFormat& format) {
  if (selector == abi::selector::kGetIoFormat) {
    if (abi::error::succeeded(getIoFormatAnswer)) format.formatType = ioFormat;
    return getIoFormatAnswer;
  }
  const bool can = std::find(ioFormats.begin(), ioFormats.end(), format.formatType) != ioFormats.end();
  if (selector == abi::selector::kCanDoIoFormat) return can ? abi::error::kSuccess : abi::error::kNotPresent;
  toldIoFormats.push_back(format.formatType);
  if (abi::error::succeeded(setIoFormatAnswer) && onIoFormat) onIoFormat(format.formatType);
  return setIoFormatAnswer;
}

void FakeDriver::bufferSwitch(abi::Long half) {
  const AudioScope scope;
  callbacks.load()->bufferSwitch(half, 1);
}

abi::Time* FakeDriver::bufferSwitchTimeInfo(abi::Time* time, abi::Long half) {
  const AudioScope scope;
  return callbacks.load()->bufferSwitchTimeInfo(time, half, 1);
}

void FakeDriver::sampleRateDidChange(double newRate) {
  const AudioScope scope;
  callbacks.load()->sampleRateDidChange(newRate);
}

abi::Long FakeDriver::message(abi::Long selector, abi::Long value) {
  const AudioScope scope;
  return callbacks.load()->asioMessage(selector, value, nullptr, nullptr);
}
