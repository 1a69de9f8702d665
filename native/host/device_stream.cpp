// The part of a device that knows about the stream on it.
#include <mutex>
#include <utility>

#include "host/error.h"
#include "host/prepared_stream.h"
#include "host/stream_setup.h"
#include "platform/library.h"
#include "platform/time.h"

namespace host {

/// What a callback that never returned may still use. Owned until the process ends, and destroyed never.
struct Device::Lost {
  std::unique_ptr<Driver> driver;
  std::unique_ptr<Prepared> prepared;
  static void keep(Lost lost) {
    static auto& mutex = *new std::mutex;
    static auto& all = *new std::vector<Lost>;
    const std::lock_guard lock(mutex);
    all.push_back(std::move(lost));
  }
};

Device::Prepared& Device::prepared() {
  driver();
  if (prepared_ == nullptr) throw Error(ErrorCode::invalidState, "There is no open stream on this device.");
  return *prepared_;
}

void Device::refreshLatencies() { description_.latencies = driver().getLatencies(); }

void Device::prepare(const StreamRequest& request) {
  driver();
  if (prepared_ != nullptr)
    throw Error(ErrorCode::invalidState, "The device has an open stream; a device carries one.");
  checkWholeBytes(description_, request);
  description_.bufferSizes = driver_->getBufferSize();  // the user may have moved a slider meanwhile
  if (!offers(description_.bufferSizes, request.bufferSize)) {
    throw Error(ErrorCode::bufferSizeRefused, "The driver does not offer buffers of " +
                                                  std::to_string(request.bufferSize) + " frames. It offers " +
                                                  describe(description_.bufferSizes) + ".");
  }
  layOutStream(description_, request);  // throws before anything is touched
  std::vector<abi::BufferInfo> infos = bufferInfosOf(request);
  life_.enter(LifeState::preparing);
  try {
    makeBuffers(infos, request);
  } catch (...) {
    life_.enter(driver_ == nullptr ? LifeState::closed : LifeState::open);
    throw;
  }
  try {
    engine::AudioStreamSetup setup = layOutStream(description_, request);
    if (tellsReady()) setup.outputReadyOf = driver_->raw();
    const engine::CallbackSlot::Use use(slot_);
    // It took so long that nobody waits any more, and the memory may be gone.
    if (!use) throw Error(ErrorCode::driverTimeout, "The driver made its buffers too late.", "createBuffers");
    connect(setup, description_, request, infos);
    setup.wake = wake_;
    connectBells(setup, request.bells.get());
    prepared_ = std::make_unique<Prepared>(std::move(setup), std::move(infos), request.bells);
    prepared_->stream.silenceOutputs();
    prepared_->stream.takeTimeCode(wantsTimeCode_);
    slot_.attach(&prepared_->stream);
  } catch (...) {
    driver_->disposeBuffers();
    life_.enter(LifeState::open);
    throw;
  }
  life_.enter(LifeState::prepared);
  settledNs_ = platform::nowNs() + kSettleNs;
  description_.fault.clear();
  refreshLatencies();
}

/// Whether the driver wants to be told that its output is ready. It is from now on, whoever it switches
/// buffers for.
bool Device::tellsReady() noexcept {
  if (!driver_->supportsOutputReady()) return false;
  slot_.tellReady(driver_->raw());
  return true;
}

/// Drivers exist that cannot make buffers of another size while they are loaded.
void Device::makeBuffers(std::vector<abi::BufferInfo>& infos, const StreamRequest& request) {
  try {
    driver_->createBuffers(infos, request.bufferSize, slot_.callbacks());
  } catch (const Error&) {
    if (madeFrames_ == 0 || madeFrames_ == request.bufferSize) throw;
    release();
    apartment_.renew();
    loadPatiently();
    restoreRate();
    infos = bufferInfosOf(request);
    driver_->createBuffers(infos, request.bufferSize, slot_.callbacks());
  }
  madeFrames_ = request.bufferSize;
}

void Device::start(const StreamStart& start) {
  prepared();
  if (life_.is(LifeState::running)) return;
  life_.enter(LifeState::starting);
  prepared_->stream.run(start.position, start.flags, start.sinceNs);  // before: drivers call while they start
  const Watchdog::Pulse pulse = {slot_.switches(), false, slot_.pace()};
  try {
    driver_->start();
  } catch (...) {
    prepared_->stream.mute();
    life_.enter(LifeState::prepared);
    throw;
  }
  prepared_->started = true;
  life_.enter(LifeState::running);
  watchdog_.arm(prepared_->stream.periodNs(), platform::nowNs(), pulse);
  settledNs_ = platform::nowNs() + kSettleNs;
  refreshLatencies();
}

void Device::stop() {
  prepared();
  if (!life_.is(LifeState::running)) return;
  life_.enter(LifeState::stopping);
  stopDriver();
  life_.enter(LifeState::prepared);
  slot_.attach(&prepared_->stream);  // refused when the slot was shut meanwhile: then it stays quiet
}

/// Ends with buffers that are silent and nobody's but ours.
void Device::stopDriver() {
  watchdog_.disarm();
  prepared_->started = false;
  prepared_->stream.mute();
  // What it answers changes nothing: after an unplugged cable every call fails, and the end goes on all the
  // same.
  driver_->stop();
  // Some go on calling all the same. With nobody inside the last block is out and the buffers are ours alone.
  leaveStream();
  prepared_->stream.silenceOutputs();
}

void Device::dispose() {
  prepared();
  stop();
  life_.enter(LifeState::disposing);
  endStream();
  life_.enter(LifeState::open);
}

/// Whatever there is of a stream, in the state of the one who wants it ended.
void Device::endStream() {
  if (prepared_ == nullptr) return;
  if (prepared_->started) stopDriver();
  leaveStream();
  driver_->disposeBuffers();
  tellEnd();
  prepared_.reset();
}

/// Whoever waits at the stream's bell learns that nothing more will come. It may be in another environment
/// than the one that has opened the device, and that has ended, maybe.
void Device::tellEnd() noexcept {
  const engine::CallbackSlot::Use use(slot_);
  if (!use) return;  // the memory may be gone
  prepared_->stream.end();
  if (prepared_->bells != nullptr) prepared_->bells->block.set();
}

/// Waits until no callback is in the stream. One that never leaves may still use it and the driver's buffers:
/// then everything stays where it is.
void Device::leaveStream() {
  if (slot_.detach()) return;
  life_.enter(LifeState::lost);
  platform::pinLibraryOf(driver_->raw()->table);  // the end of the apartment would unload it
  Lost::keep({std::move(driver_), std::move(prepared_)});
  throw Error(ErrorCode::driverTimeout, "A buffer switch of the driver never ended.", "stop");
}

void Device::step(std::uint64_t buffers) {
  prepared();
  if (!life_.is(LifeState::running))
    throw Error(ErrorCode::invalidState, "The stream is not running; start it first.", "step");
  abi::StepRequest request{buffers};
  if (driver_->future(abi::selector::kStep, &request) == abi::error::kSuccess) return;
  throw Error(ErrorCode::invalidState, "Only a virtual driver with the setting clock=step can be stepped.",
              "step");
}

}  // namespace host
