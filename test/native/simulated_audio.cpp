#include "simulated_audio.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "patience.h"

namespace simulated {

namespace w = drivers::wasapi;

namespace {

constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

}  // namespace

class System::Waiter final : public w::Waiter {
 public:
  explicit Waiter(System& system) : system_(system) {}

  std::uint64_t nowNs() const noexcept override { return system_.nowNs(); }

  w::Woken waitUntilNs(std::uint64_t deadlineNs) noexcept override {
    const AudioPause pause;
    std::unique_lock<std::mutex> lock(system_.lock_);
    for (;;) {
      if (std::exchange(woken_, false)) return w::Woken::byCall;
      if (takeEvent()) return w::Woken::byDevice;
      if (system_.nowNs_ >= deadlineNs) return w::Woken::deadline;
      std::uint64_t next = deadlineNs;
      for (const Device* device : system_.devices_) next = std::min(next, device->nextNs());
      if (next > system_.limitNs_) {
        system_.advanceTo(system_.limitNs_);
        system_.isAtLimit_ = true;
        system_.changed_.notify_all();
        system_.changed_.wait(lock, [&] { return woken_ || !system_.isAtLimit_; });
        continue;
      }
      system_.advanceTo(next);
    }
  }

  void wake() noexcept override {
    const std::lock_guard<std::mutex> lock(system_.lock_);
    woken_ = true;
    system_.changed_.notify_all();
  }

  void forgetEvent() noexcept override {
    const Inside inside(system_.lock_);
    takeEvent();
  }

  void* event() noexcept override { return this; }

 private:
  bool takeEvent() {
    bool any = false;
    for (Device* device : system_.devices_) {
      if (device->event_ != this || !device->eventSet_) continue;
      device->eventSet_ = false;
      any = true;
    }
    return any;
  }

  System& system_;
  bool woken_ = false;
};

System::System() = default;
System::~System() = default;

std::unique_ptr<w::Waiter> System::makeWaiter() { return std::make_unique<Waiter>(*this); }

void System::add(const Fault& fault) {
  const std::lock_guard<std::mutex> lock(lock_);
  faults_.push_back(fault);
}

void System::letRun(std::uint64_t ns) {
  const std::lock_guard<std::mutex> lock(lock_);
  limitNs_ = std::max(limitNs_, nowNs_) + ns;
  isAtLimit_ = false;
  changed_.notify_all();
}

bool System::runFor(std::uint64_t ns) {
  letRun(ns);
  std::unique_lock<std::mutex> lock(lock_);
  return changed_.wait_until(lock, std::chrono::steady_clock::now() + kPatience, [&] { return isAtLimit_; });
}

void System::sleepFor(std::uint64_t ns) {
  const std::lock_guard<std::mutex> lock(lock_);
  nowNs_ += ns;
  limitNs_ = std::max(limitNs_, nowNs_);
}

std::uint64_t System::nowNs() {
  const Inside inside(lock_);
  return nowNs_;
}

void System::spend(std::uint64_t ns) {
  const std::lock_guard<std::mutex> lock(lock_);
  advanceTo(nowNs_ + ns);
}

int System::callsOf(Call call) {
  const std::lock_guard<std::mutex> lock(lock_);
  return calls_[static_cast<int>(call)];
}

int System::faults() {
  const std::lock_guard<std::mutex> lock(lock_);
  return hits_;
}

Result System::enter(Call call, Direction direction) {
  ++calls_[static_cast<int>(call)];
  for (Fault& fault : faults_) {
    if (fault.call != call || (fault.direction && *fault.direction != direction)) continue;
    if (fault.skip > 0) {
      --fault.skip;
    } else if (fault.times > 0) {
      --fault.times;
      ++hits_;
      advanceTo(nowNs_ + fault.takesNs);
      if (fault.result != w::result::kOk) return fault.result;
    }
  }
  return w::result::kOk;
}

void System::advanceTo(std::uint64_t ns) {
  for (Device* device : devices_) device->advanceTo(ns);
  nowNs_ = std::max(nowNs_, ns);
}

Device::Device(System& system, DeviceSettings given) : settings(std::move(given)), system_(system) {
  const std::lock_guard<std::mutex> lock(system_.lock_);
  system_.devices_.push_back(this);
}

Device::~Device() {
  const std::lock_guard<std::mutex> lock(system_.lock_);
  auto& all = system_.devices_;
  all.erase(std::find(all.begin(), all.end(), this));
}

void Device::unplug() { lose(w::result::kDeviceInvalidated); }

void Device::lose(Result why) {
  {
    const std::lock_guard<std::mutex> lock(system_.lock_);
    standsStill = true;
  }
  losses_->note(why);
}

void Device::wakeUp() {
  const std::lock_guard<std::mutex> lock(system_.lock_);
  standsStill = false;
  startNs_ += system_.nowNs_ - frameTimeNs(steps_ * stepFrames_);
}

std::uint64_t Device::frameTimeNs(std::uint64_t frames) const {
  const double rateHz = request_.format.rateHz * (1 + settings.driftPpm / 1e6);
  return startNs_ + static_cast<std::uint64_t>(static_cast<double>(frames) * 1e9 / rateHz);
}

std::uint64_t Device::clockUnits() const {
  if (!isRunning_) return 0;
  const std::uint64_t beginNs = startNs_ + settings.clockDelayNs;
  if (system_.nowNs_ <= beginNs) return 0;
  const double rateHz = request_.format.rateHz * (1 + settings.driftPpm / 1e6);
  const double frames = static_cast<double>(system_.nowNs_ - beginNs) * rateHz / 1e9;
  return static_cast<std::uint64_t>(frames * static_cast<double>(settings.clockUnitsPerFrame));
}

std::uint64_t Device::nextNs() const {
  return isRunning_ && !standsStill ? frameTimeNs((steps_ + 1) * stepFrames_) : kNever;
}

void Device::begin(std::uint64_t ns) {
  isRunning_ = true;
  ++starts;
  startThread = std::this_thread::get_id();
  system_.startOrder.push_back(settings.direction);
  startNs_ = ns;
  steps_ = 0;
  isDue_ = false;
  lastTaken_.reset();
  if (settings.direction == Direction::capture) return;
  if (!asksForAll()) return;
  // The first buffer begins to sound, so that the second one is free.
  playHalf();
  isDue_ = true;
  if (!losesEvents) eventSet_ = true;
}

void Device::advanceTo(std::uint64_t ns) {
  while (nextNs() <= ns) {
    ++steps_;
    if (settings.direction == Direction::capture) {
      recordPacket();
    } else {
      asksForAll() ? playHalf() : playFrames(stepFrames_);
    }
    isDue_ = true;
    if (request_.pace == w::Pace::event && !losesEvents && steps_ % eventEvery == 0) eventSet_ = true;
  }
}

void Device::playFrames(std::uint64_t frames) {
  const std::size_t bytes = frames * request_.format.frameBytes();
  const std::size_t there = std::min(bytes, queued_.size());
  const auto end = queued_.begin() + static_cast<std::ptrdiff_t>(there);
  played.insert(played.end(), queued_.begin(), end);
  queued_.erase(queued_.begin(), end);
  if (there == bytes) return;
  ++gaps;
  played.insert(played.end(), bytes - there, std::byte{0});
}

/// What was not filled in time sounds once more.
void Device::playHalf() {
  if (!halves_.turn()) ++gaps;
  const std::vector<std::byte>& bytes = halves_.sounding();
  played.insert(played.end(), bytes.begin(), bytes.end());
}

void Device::fillHalf(const std::vector<std::byte>& bytes) {
  if (!halves_.fill(bytes) || !isRunning_) return;
  ++overwrites;
  if (played.size() < bytes.size()) return;  // the test has thrown it away
  // The rest of it is heard as it is now.
  const std::uint64_t beganNs = frameTimeNs(steps_ * stepFrames_);
  const double heard = static_cast<double>(system_.nowNs_ - beganNs) * request_.format.rateHz / 1e9;
  const auto at = static_cast<std::ptrdiff_t>(
      std::min<std::size_t>(static_cast<std::size_t>(heard) * request_.format.frameBytes(), bytes.size()));
  std::copy(bytes.begin() + at, bytes.end(), played.end() - static_cast<std::ptrdiff_t>(bytes.size()) + at);
}

Result Device::takeRecorded(std::vector<std::byte>& bytes, Packet& packet) {
  if (packets_.empty() && asksForAll()) {
    mistakes.emplace_back("a packet is taken before its event");
    if (settings.refusesEarly) return w::result::kBufferError;
    if (!lastTaken_) return w::result::kBufferEmpty;
    hasLost_ = true;
    packets_.push_back(*lastTaken_);
  }
  if (packets_.empty()) return w::result::kBufferEmpty;
  lastTaken_ = std::move(packets_.front());
  packets_.erase(packets_.begin());
  bytes = lastTaken_->bytes;
  const auto frames = static_cast<std::uint32_t>(bytes.size() / request_.format.frameBytes());
  packet = {bytes.data(), frames, false, hasLost_, lastTaken_->timeNs, lastTaken_->position};
  hasLost_ = false;
  if (bendsPacket) bendsPacket(packet);
  return w::result::kOk;
}

void Device::recordPacket() {
  const WaveFormat& format = request_.format;
  std::vector<std::byte> packet;
  packet.reserve(std::size_t{stepFrames_} * format.frameBytes());
  for (std::uint32_t i = 0; i < stepFrames_; ++i, ++recordedFrames_) {
    for (std::uint32_t channel = 0; channel < format.channels; ++channel) {
      const std::uint32_t value =
          sound ? sound(recordedFrames_, channel) : recorded(recordedFrames_, channel, format);
      for (std::uint32_t byte = 0; byte < format.sampleBytes(); ++byte)
        packet.push_back(static_cast<std::byte>(value >> (8 * byte)));
    }
  }
  // With events there are two halves, and into one of them the device records.
  const std::size_t room = asksForAll() ? 1 : bufferFrames_ / stepFrames_;
  if (packets_.size() >= room) {
    ++overflows;
    hasLost_ = true;
    packets_.erase(packets_.begin());
  }
  const std::uint64_t position = (steps_ - 1) * stepFrames_;
  packets_.push_back({std::move(packet), settings.tellsTimes ? frameTimeNs(position) : 0, position});
}

}  // namespace simulated
