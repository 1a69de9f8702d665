#include "simulated_audio.h"

#include <algorithm>
#include <limits>

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

  bool waitUntilNs(std::uint64_t deadlineNs) noexcept override {
    const AudioPause pause;
    std::unique_lock<std::mutex> lock(system_.lock_);
    for (;;) {
      if (takeEvent()) return true;
      if (system_.nowNs_ >= deadlineNs) return false;
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

  void* event() noexcept override { return this; }

 private:
  bool takeEvent() {
    bool any = woken_;
    woken_ = false;
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
  losses_.note(why);
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
  system_.startOrder.push_back(settings.direction);
  startNs_ = ns;
  steps_ = 0;
  if (settings.direction == Direction::capture) return;
  if (!asksForAll()) return;
  // The first buffer begins to sound, so that the second one is free.
  playFrames(bufferFrames_);
  if (!losesEvents) eventSet_ = true;
}

void Device::advanceTo(std::uint64_t ns) {
  while (nextNs() <= ns) {
    ++steps_;
    if (settings.direction == Direction::capture) {
      recordPacket();
    } else {
      playFrames(stepFrames_);
    }
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
  const std::size_t room = asksForAll() ? 2 : bufferFrames_ / stepFrames_;
  if (packets_.size() >= room) {
    ++overflows;
    hasLost_ = true;
    packets_.erase(packets_.begin());
  }
  packets_.push_back({std::move(packet), settings.tellsTimes ? frameTimeNs((steps_ - 1) * stepFrames_) : 0});
}

}  // namespace simulated
