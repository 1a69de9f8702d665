#include "host/device.h"

#include <mutex>
#include <utility>

#include "host/error.h"
#include "host/load_gate.h"
#include "host/stream_setup.h"
#include "platform/library.h"
#include "platform/time.h"

namespace host {
namespace {

/// How often a driver is asked whether it has done what it is waited for.
constexpr std::uint64_t kSettleStepNs = 10'000'000;

}  // namespace

/// The phase in which the driver holds buffers.
struct Device::Prepared {
  Prepared(engine::AudioStreamSetup setup, std::vector<abi::BufferInfo> bufferInfos,
           std::shared_ptr<Bells> theBells)
      : bells(std::move(theBells)), infos(std::move(bufferInfos)), stream(std::move(setup)) {}
  const std::shared_ptr<Bells> bells;        ///< the stream rings them
  const std::vector<abi::BufferInfo> infos;  ///< drivers exist that keep the pointer to it
  engine::AudioStream stream;
  bool running = false;
};

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

Device::Device(platform::Apartment& apartment, engine::CallbackSlot& slot, rt::Signal wake) noexcept
    : apartment_(apartment), slot_(slot), wake_(wake) {}

Device::~Device() { close(); }

Driver& Device::driver() {
  if (driver_ == nullptr) throw Error(ErrorCode::deviceClosed, "The device is closed.");
  return *driver_;
}

Device::Prepared& Device::prepared() {
  driver();
  if (prepared_ == nullptr) throw Error(ErrorCode::invalidState, "There is no open stream on this device.");
  return *prepared_;
}

void Device::open(const DriverSource& source, const std::string& settings, void* systemHandle) {
  if (driver_ != nullptr || lost_)
    throw Error(ErrorCode::invalidState, "The device is open already.", "open");
  const LoadGate gate;  // vendors' code does not expect others to load at the same time
  driver_ = std::make_unique<Driver>(loadDriver(source));
  try {
    if (!source.instance.empty()) sendInstance(source.instance);
    if (!settings.empty()) sendSettings(settings);
    if (!driver_->init(systemHandle != nullptr ? systemHandle : apartment_.systemHandle())) {
      const std::string words = driver_->errorMessage();
      throw Error(
          ErrorCode::driverInitFailed,
          words.empty()
              ? "The driver did not start up and gave no reason. Is the interface connected, switched "
                "on and not in use by another program?"
              : "The driver did not start up: " + words,
          "init", abi::error::kNotPresent, words);
    }
    refresh();
  } catch (...) {
    driver_.reset();  // a driver that failed to start up keeps the device until it is released
    throw;
  }
}

void Device::sendInstance(const std::string& instance) {
  // A driver that knows nothing of instances answers "invalid parameter", which is fine.
  const abi::Error code =
      driver_->future(abi::selector::kSetInstanceName, const_cast<char*>(instance.c_str()));
  if (code != abi::error::kNotPresent) return;
  throw Error(ErrorCode::driverInitFailed, "The driver does not know an instance named " + instance + ".",
              "future", code, driver_->errorMessage());
}

void Device::sendSettings(const std::string& settings) {
  const abi::Error code = driver_->future(abi::selector::kSetSettings, const_cast<char*>(settings.c_str()));
  if (code == abi::error::kSuccess) return;
  const std::string words = driver_->errorMessage();
  throw Error(ErrorCode::settingsRefused,
              words.empty() ? "This driver takes no settings; only the virtual driver does."
                            : "The driver refused its settings: " + words,
              "future", code, words);
}

void Device::refresh() {
  Driver& asked = driver();
  DeviceDescription fresh;
  fresh.name = asked.name();
  fresh.version = asked.version();
  fresh.sampleRate = asked.getSampleRate();
  fresh.bufferSizes = asked.getBufferSize();
  fresh.latencies = asked.getLatencies();
  fresh.clockSources = asked.getClockSources();
  readChannels(fresh);
  for (const IoFormat format : {IoFormat::pcm, IoFormat::dsd}) {
    if (format == fresh.ioFormat || asked.canDoIoFormat(format)) fresh.ioFormats.push_back(format);
  }
  description_ = std::move(fresh);
}

void Device::readChannels(DeviceDescription& into) {
  Driver& asked = driver();
  long inputs = 0;
  long outputs = 0;
  asked.getChannels(inputs, outputs);
  into.inputs.clear();
  into.outputs.clear();
  for (long i = 0; i < inputs; ++i) into.inputs.push_back(asked.getChannelInfo(i, true));
  for (long i = 0; i < outputs; ++i) into.outputs.push_back(asked.getChannelInfo(i, false));
  into.ioFormat = ioFormatOf(into);
}

bool Device::settles(const std::function<bool()>& isThere, std::uint64_t limitNs) {
  platform::Event never;
  const std::uint64_t limit = platform::nowNs() + limitNs;
  while (!isThere()) {
    const std::uint64_t now = platform::nowNs();
    if (now >= limit) return false;
    apartment_.waitUntilNs(never, now + kSettleStepNs);  // keeps the driver's windows alive meanwhile
  }
  return true;
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
  engine::AudioStreamSetup setup = layOutStream(description_, request);
  std::vector<abi::BufferInfo> infos = bufferInfosOf(request);
  driver_->createBuffers(infos, request.bufferSize, slot_.callbacks());
  if (driver_->supportsOutputReady()) setup.outputReadyOf = driver_->raw();
  {
    const engine::CallbackSlot::Use use(slot_);
    if (!use) {
      // It took so long that nobody waits any more, and the memory may be gone.
      driver_->disposeBuffers();
      throw Error(ErrorCode::driverTimeout, "The driver made its buffers too late.", "createBuffers");
    }
    connect(setup, description_, request, infos);
    setup.wake = wake_;
    connectBells(setup, request.bells.get());
    prepared_ = std::make_unique<Prepared>(std::move(setup), std::move(infos), request.bells);
    prepared_->stream.silenceOutputs();
    slot_.attach(&prepared_->stream);
  }
  refreshLatencies();
}

void Device::start(std::uint64_t position, std::uint32_t flags) {
  if (prepared().running) return;
  prepared_->stream.run(position, flags);  // before: drivers call back while they start
  try {
    driver_->start();
  } catch (...) {
    prepared_->stream.mute();
    throw;
  }
  prepared_->running = true;
  refreshLatencies();
}

void Device::stop() {
  if (!prepared().running) return;
  prepared_->stream.mute();
  prepared_->running = false;
  // What it answers changes nothing: after an unplugged cable every call fails, and the end goes on all the
  // same.
  driver_->stop();
  // Some go on calling all the same. With nobody inside the last block is out and the buffers are ours alone.
  leaveStream();
  prepared_->stream.silenceOutputs();
  slot_.attach(&prepared_->stream);  // refused when the slot was shut meanwhile: then it stays quiet
}

void Device::dispose() {
  stop();
  leaveStream();
  driver_->disposeBuffers();
  prepared_.reset();
}

/// Waits until no callback is in the stream. One that never leaves may still use it and the driver's buffers:
/// then everything stays where it is.
void Device::leaveStream() {
  if (slot_.detach()) return;
  lost_ = true;
  platform::pinLibraryOf(driver_->raw()->table);  // the end of the apartment would unload it
  Lost::keep({std::move(driver_), std::move(prepared_)});
  throw Error(ErrorCode::driverTimeout, "A buffer switch of the driver never ended.", "stop");
}

void Device::close() noexcept {
  try {
    if (prepared_ != nullptr) dispose();
  } catch (...) {
    return;  // it is lost: releasing it would pull the ground away
  }
  if (driver_ == nullptr) return;
  const LoadGate gate;
  driver_.reset();
}

void Device::step(std::uint64_t buffers) {
  if (!prepared().running)
    throw Error(ErrorCode::invalidState, "The stream is not running; start it first.", "step");
  abi::StepRequest request{buffers};
  if (driver_->future(abi::selector::kStep, &request) == abi::error::kSuccess) return;
  throw Error(ErrorCode::invalidState, "Only a virtual driver with the setting clock=step can be stepped.",
              "step");
}

}  // namespace host
