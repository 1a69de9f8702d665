// The calls of a simulated device.
#include <algorithm>

#include "drivers/wasapi/buffer_sizes.h"
#include "simulated_audio.h"

namespace simulated {

namespace w = drivers::wasapi;
namespace result = drivers::wasapi::result;

/// Does what the documents of the real one say, and writes down what is not allowed there.
class SimulatedClient final : public w::Client {
 public:
  explicit SimulatedClient(Device& device) : device_(device) {}

  ~SimulatedClient() override {
    const Inside inside(device_.system_.lock_);
    --device_.openClients;
    if (state_ == State::fresh || state_ == State::spent) return;
    if (device_.isRunning_) mistake("a client that runs is given back");
    device_.isOpen_ = false;
    device_.isRunning_ = false;
    device_.event_ = nullptr;
    device_.queued_.clear();
    device_.halves_ = {};
    device_.packets_.clear();
  }

  Result isFormatSupported(w::ShareMode mode, const WaveFormat& format) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enter(Call::isFormatSupported); r != result::kOk) return r;
    // The system mixes in one format and takes no other.
    if (mode == w::ShareMode::shared) return format.isFloat ? result::kOk : result::kFalse;
    return device_.settings.takes(format) ? result::kOk : result::kUnsupportedFormat;
  }

  Result getMixFormat(WaveFormat& format) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enter(Call::getMixFormat); w::failed(r)) return r;
    format = mix();
    return result::kOk;
  }

  Result getPeriods(std::int64_t& usualHns, std::int64_t& shortestHns) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enter(Call::getPeriods); w::failed(r)) return r;
    usualHns = device_.settings.usualHns;
    shortestHns = device_.settings.shortestHns;
    return result::kOk;
  }

  Result getEnginePeriods(const WaveFormat&, EnginePeriods& periods) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enter(Call::getEnginePeriods); w::failed(r)) return r;
    if (!device_.settings.enginePeriods) return result::kNotImplemented;
    periods = *device_.settings.enginePeriods;
    return result::kOk;
  }

  Result getCurrentPeriod(std::uint32_t& frames) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enter(Call::getCurrentPeriod); w::failed(r)) return r;
    if (!device_.settings.enginePeriods) return result::kNotImplemented;
    const DeviceSettings& is = device_.settings;
    frames = is.lockedPeriod != 0 ? is.lockedPeriod : is.enginePeriods->usual;
    return result::kOk;
  }

  Result initialize(const w::StreamRequest& request) override {
    const Inside inside(device_.system_.lock_);
    if (state_ != State::fresh) {
      mistake("a client is initialised twice");
      return result::kAlreadyInitialized;
    }
    state_ = State::spent;
    const bool isFlexible = request.engineFrames != 0;
    if (const Result r = enter(isFlexible ? Call::initializeFlexible : Call::initialize); w::failed(r))
      return r;
    if (const Result r = judge(request); w::failed(r)) return r;
    state_ = State::open;
    device_.isOpen_ = true;
    device_.request_ = request;
    device_.bufferFrames_ = frames_;
    const std::uint32_t usual = w::framesOf(device_.settings.usualHns, request.format.rateHz);
    device_.stepFrames_ = device_.asksForAll()        ? frames_
                          : request.engineFrames != 0 ? request.engineFrames
                                                      : std::min(usual, frames_);
    if (request.mode == w::ShareMode::exclusive && request.pace == w::Pace::timer)
      device_.stepFrames_ = std::min(w::framesOf(request.periodHns, request.format.rateHz), frames_);
    if (device_.asksForAll()) device_.halves_.clear(bytesOf(frames_));
    device_.hasLost_ = false;
    return result::kOk;
  }

  Result getBufferFrames(std::uint32_t& frames) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enter(Call::getBufferFrames); w::failed(r)) return r;
    if (frames_ == 0) return result::kNotInitialized;
    frames = frames_;
    return result::kOk;
  }

  Result getLatencyHns(std::int64_t& hns) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::getLatencyHns); w::failed(r)) return r;
    // In exclusive mode the buffer is a part of it.
    const bool isExclusive = device_.request_.mode == w::ShareMode::exclusive;
    const std::uint32_t rateHz = device_.request_.format.rateHz;
    hns = device_.settings.latencyHns + (isExclusive ? w::hnsOf(device_.bufferFrames_, rateHz) : 0);
    return result::kOk;
  }

  Result setEvent(void* event) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::setEvent); w::failed(r)) return r;
    if (device_.request_.pace == w::Pace::timer) return result::kEventHandleNotExpected;
    if (device_.event_ != nullptr) mistake("a client gets two events");
    device_.event_ = event;
    return result::kOk;
  }

  Result openStream() override {
    const Inside inside(device_.system_.lock_);
    return enterOpen(Call::openStream);
  }

  Result openClock(std::uint64_t& unitsPerSecond) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::openClock); w::failed(r)) return r;
    if (!device_.settings.hasClock) return result::kNotImplemented;
    unitsPerSecond = device_.request_.format.rateHz * device_.settings.clockUnitsPerFrame;
    return result::kOk;
  }

  Result readClock(ClockReading& reading) noexcept override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::readClock); w::failed(r)) return r;
    if (!device_.settings.hasClock) mistake("a clock that is not there is read");
    reading = {device_.clockUnits(), device_.system_.nowNs_};
    return device_.bendsClock ? device_.bendsClock(reading) : result::kOk;
  }

  Result start() override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::start); w::failed(r)) return r;
    if (device_.isRunning_) return result::kNotStopped;
    const bool isRender = device_.settings.direction == Direction::render;
    if (device_.request_.pace == w::Pace::event && device_.event_ == nullptr)
      return result::kEventHandleNotSet;
    const bool isEmpty = device_.asksForAll() ? device_.halves_.isEmpty() : device_.queued_.empty();
    if (isRender && isEmpty) mistake("playing starts with an empty buffer");
    if (device_.asksForAll() && device_.eventSet_) mistake("a stream starts with an event of the one before");
    device_.begin(device_.system_.nowNs_);
    return result::kOk;
  }

  Result stop() override {
    const Inside inside(device_.system_.lock_);
    // What fails here stops all the same, as everything does in the end. Events that were under way come.
    if (device_.isRunning_ && device_.request_.pace == w::Pace::event) device_.eventSet_ = true;
    device_.isRunning_ = false;
    if (const Result r = enterOpen(Call::stop); w::failed(r)) return r;
    return result::kOk;
  }

  Result reset() override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::reset); w::failed(r)) return r;
    if (device_.isRunning_) return result::kNotStopped;
    if (!taken_.empty()) return result::kBufferOperationPending;
    device_.queued_.clear();
    device_.packets_.clear();
    if (device_.asksForAll()) device_.halves_.clear(bytesOf(device_.bufferFrames_));
    return result::kOk;
  }

  Result getPadding(std::uint32_t& frames) noexcept override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::getPadding); w::failed(r)) return r;
    if (device_.asksForAll()) mistake("the padding is asked for where it says nothing");
    frames = queuedFrames();
    return result::kOk;
  }

  Result takeBuffer(std::uint32_t frames, std::byte*& data) noexcept override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::takeBuffer); w::failed(r)) return r;
    if (!taken_.empty()) return result::kOutOfOrder;
    if (device_.asksForAll() && frames != device_.bufferFrames_) {
      mistake("a part of the buffer is taken");
      return result::kBufferSizeError;
    }
    if (device_.asksForAll()) {
      if (!device_.isRunning_ && !device_.halves_.isEmpty()) return result::kBufferTooLarge;
      if (device_.isRunning_ && !device_.isDue_) {
        mistake("a buffer is taken before its event");
        if (device_.settings.refusesEarly) return result::kBufferError;
      }
      device_.isDue_ = false;
    } else if (frames == 0 || frames > device_.bufferFrames_ - queuedFrames()) {
      return result::kBufferTooLarge;
    }
    taken_.assign(bytesOf(frames), std::byte{0xcc});
    data = taken_.data();
    return result::kOk;
  }

  Result giveBuffer(std::uint32_t frames, bool isSilent) noexcept override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::giveBuffer); w::failed(r)) return r;
    if (frames == 0) {
      if (device_.asksForAll()) {
        mistake("a buffer is given back empty where that is not allowed");
        return result::kBufferSizeError;
      }
      taken_.clear();
      return result::kOk;
    }
    if (taken_.size() != bytesOf(frames)) return result::kInvalidSize;
    if (isSilent) std::fill(taken_.begin(), taken_.end(), std::byte{0});
    if (device_.asksForAll()) {
      device_.fillHalf(taken_);
    } else {
      device_.queued_.insert(device_.queued_.end(), taken_.begin(), taken_.end());
    }
    taken_.clear();
    return result::kOk;
  }

  Result takePacket(Packet& packet) noexcept override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::takePacket); w::failed(r)) return r;
    if (!taken_.empty()) return result::kOutOfOrder;
    return device_.takeRecorded(taken_, packet);
  }

  Result givePacket(std::uint32_t) noexcept override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = enterOpen(Call::givePacket); w::failed(r)) return r;
    if (taken_.empty()) return result::kOutOfOrder;
    taken_.clear();
    return result::kOk;
  }

 private:
  enum class State { fresh, spent, open };

  void mistake(const char* what) { device_.mistakes.emplace_back(what); }
  Result enter(Call call) { return device_.system_.enter(call, device_.settings.direction); }
  Result enterOpen(Call call) {
    if (const Result r = enter(call); w::failed(r)) return r;
    return state_ == State::open ? result::kOk : result::kNotInitialized;
  }

  /// Whether there can be such a stream, and how long its buffer is.
  Result judge(const w::StreamRequest& request) {
    const DeviceSettings& is = device_.settings;
    if (device_.isOpen_) return result::kDeviceInUse;
    if (!is.takes(request.format)) return result::kUnsupportedFormat;
    const std::uint32_t asked = w::framesOf(request.bufferHns, request.format.rateHz);
    if (request.mode == w::ShareMode::shared) return judgeShared(request, asked);
    if (request.engineFrames != 0) mistake("a period of the mixer is asked for in exclusive mode");
    if (request.pace == w::Pace::timer) {
      if (request.periodHns < is.shortestHns) return result::kInvalidDevicePeriod;
      frames_ = is.timerFrames != 0 ? is.timerFrames : asked;
      return result::kOk;
    }
    if (!is.doesEvents) return result::kDeviceInUse;
    if (request.periodHns != request.bufferHns) return result::kDurationPeriodNotEqual;
    if (request.bufferHns < is.shortestHns) return result::kInvalidDevicePeriod;
    frames_ = (asked + is.alignedTo - 1) / is.alignedTo * is.alignedTo;
    if (frames_ != asked) return result::kBufferSizeNotAligned;
    frames_ *= is.multiple;
    return result::kOk;
  }

  Result judgeShared(const w::StreamRequest& request, std::uint32_t asked) {
    const DeviceSettings& is = device_.settings;
    if (request.pace != w::Pace::event) mistake("shared mode without events");
    if (request.periodHns != 0) mistake("a period in shared mode");
    if (request.format != mix()) return result::kUnsupportedFormat;
    const std::uint32_t usual = w::framesOf(is.usualHns, request.format.rateHz);
    if (request.engineFrames == 0) {
      // At least two periods, however little is asked for.
      frames_ = std::max(asked, 2 * usual);
      return result::kOk;
    }
    if (!is.enginePeriods) return result::kNotImplemented;
    const EnginePeriods& can = *is.enginePeriods;
    const std::uint32_t wanted = request.engineFrames;
    if (is.lockedPeriod != 0 && wanted != is.lockedPeriod) return result::kEnginePeriodicityLocked;
    if (wanted < can.shortest || wanted > can.longest || (wanted - can.shortest) % can.step != 0)
      return result::kInvalidDevicePeriod;
    frames_ = 2 * wanted + wanted / 5;
    return result::kOk;
  }

  WaveFormat mix() const {
    const WaveFormat& own = device_.settings.format;
    return {own.rateHz, own.channels, 32, 32, true, device_.settings.mixMask.value_or(own.channelMask), {}};
  }

  std::size_t bytesOf(std::uint32_t frames) const {
    return std::size_t{frames} * device_.request_.format.frameBytes();
  }

  std::uint32_t queuedFrames() const {
    return static_cast<std::uint32_t>(device_.queued_.size() / device_.request_.format.frameBytes());
  }

  Device& device_;
  State state_ = State::fresh;
  std::uint32_t frames_ = 0;
  std::vector<std::byte> taken_;
};

class SimulatedEndpoint final : public w::Endpoint {
 public:
  explicit SimulatedEndpoint(Device& device)
      : device_(device), name_(device.settings.name), losses_(std::make_shared<w::LossReport>()) {
    device_.losses_ = losses_;
  }
  ~SimulatedEndpoint() override { losses_->detach(); }

  Direction direction() const noexcept override { return device_.settings.direction; }
  const std::string& name() const noexcept override { return name_; }

  Result getDeviceFormat(WaveFormat& format) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = device_.system_.enter(Call::getDeviceFormat, direction()); w::failed(r)) return r;
    format = device_.settings.format;
    return result::kOk;
  }

  Result activate(std::unique_ptr<w::Client>& client) override {
    const Inside inside(device_.system_.lock_);
    if (const Result r = device_.system_.enter(Call::activate, direction()); w::failed(r)) return r;
    client = std::make_unique<SimulatedClient>(device_);
    ++device_.openClients;
    losses_->clear();
    return result::kOk;
  }

  void watch(w::Waiter& waiter) override { losses_->attach(waiter); }
  const w::LossReport& losses() const noexcept override { return *losses_; }

 private:
  Device& device_;
  const std::string name_;
  const std::shared_ptr<w::LossReport> losses_;
};

std::unique_ptr<w::Endpoint> Device::endpoint() { return std::make_unique<SimulatedEndpoint>(*this); }

}  // namespace simulated
