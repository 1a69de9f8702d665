#include "host/device.h"

#include <cmath>

#include "host/error.h"
#include "host/load_gate.h"
#include "host/stream_setup.h"
#include "platform/time.h"

namespace host {
namespace {

/// How long a driver may take to show a rate that it has accepted, and how often it is asked.
constexpr std::uint64_t kSettleLimitNs = 5'000'000'000;
constexpr std::uint64_t kSettleStepNs = 10'000'000;
/// Drivers report what they measure of the clock, not only what was set.
constexpr double kRateTolerance = 0.001;

constexpr double kUsualRates[] = {44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000};

bool sameRate(double a, double b) noexcept { return std::fabs(a - b) <= b * kRateTolerance; }

std::string inHertz(double rate) {
  std::string text = std::to_string(rate);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " Hz";
}

}  // namespace

/// The phase in which the driver holds buffers.
struct Device::Prepared {
  explicit Prepared(engine::AudioStreamSetup setup) : stream(std::move(setup)) {}
  engine::AudioStream stream;
  bool running = false;
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
  long inputs = 0;
  long outputs = 0;
  asked.getChannels(inputs, outputs);
  for (long i = 0; i < inputs; ++i) fresh.inputs.push_back(asked.getChannelInfo(i, true));
  for (long i = 0; i < outputs; ++i) fresh.outputs.push_back(asked.getChannelInfo(i, false));
  description_ = std::move(fresh);
}

void Device::refreshLatencies() { description_.latencies = driver().getLatencies(); }

std::vector<bool> Device::canSampleRates(const std::vector<double>& rates) {
  std::vector<bool> can;
  for (const double rate : rates) can.push_back(driver().canSampleRate(rate));
  return can;
}

std::string Device::offeredRates() {
  std::string text;
  for (const double rate : kUsualRates) {
    if (driver().canSampleRate(rate)) text += (text.empty() ? "" : ", ") + inHertz(rate);
  }
  return text.empty() ? "none of the usual rates" : text;
}

bool Device::settles(double rate) {
  platform::Event never;
  const std::uint64_t limit = platform::nowNs() + kSettleLimitNs;
  while (!sameRate(driver().getSampleRate(), rate)) {
    const std::uint64_t now = platform::nowNs();
    if (now >= limit) return false;
    apartment_.waitUntilNs(never, now + kSettleStepNs);  // keeps the driver's windows alive meanwhile
  }
  return true;
}

void Device::setSampleRate(double rate) {
  driver();
  if (prepared_ != nullptr) dispose();
  if (!sameRate(driver_->getSampleRate(), rate)) {
    const abi::Error code = driver_->setSampleRate(rate);
    if (!abi::error::succeeded(code)) {
      const std::string words = driver_->errorMessage();
      throw Error(ErrorCode::sampleRateRefused,
                  "The driver refused " + inHertz(rate) + ". It offers " + offeredRates() + "; it runs at " +
                      inHertz(driver_->getSampleRate()) + " now.",
                  "setSampleRate", code, words);
    }
    if (!settles(rate)) {
      throw Error(ErrorCode::sampleRateRefused,
                  "The driver accepted " + inHertz(rate) + " and stayed at " +
                      inHertz(driver_->getSampleRate()) + ".",
                  "setSampleRate");
    }
  }
  refresh();  // channels, sizes and latencies may all depend on the rate
}

void Device::prepare(const StreamRequest& request) {
  driver();
  if (prepared_ != nullptr)
    throw Error(ErrorCode::invalidState, "The device has an open stream; a device carries one.");
  description_.bufferSizes = driver_->getBufferSize();  // the user may have moved a slider meanwhile
  if (!offers(description_.bufferSizes, request.bufferSize)) {
    throw Error(ErrorCode::bufferSizeRefused, "The driver does not offer buffers of " +
                                                  std::to_string(request.bufferSize) + " frames. It offers " +
                                                  describe(description_.bufferSizes) + ".");
  }
  engine::AudioStreamSetup setup = layOutStream(description_, request);
  std::vector<abi::BufferInfo> infos = bufferInfosOf(request);
  driver_->createBuffers(infos, request.bufferSize, slot_.callbacks());
  connect(setup, description_, request, infos);
  if (driver_->supportsOutputReady()) setup.outputReadyOf = driver_->raw();
  setup.wake = wake_;
  prepared_ = std::make_unique<Prepared>(std::move(setup));
  prepared_->stream.silenceOutputs();
  slot_.attach(&prepared_->stream);
  refreshLatencies();
}

void Device::start(std::uint64_t position) {
  if (prepared().running) return;
  prepared_->stream.run(position);  // before: drivers call back while they start
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
  prepared_->stream.silenceOutputs();
}

void Device::dispose() {
  stop();
  if (!slot_.detach()) {
    // A callback that never returns still holds the stream: leave it, and the driver's buffers, where they
    // are.
    static_cast<void>(prepared_.release());
    throw Error(ErrorCode::driverTimeout, "A buffer switch of the driver never ended.", "stop");
  }
  driver_->disposeBuffers();
  prepared_.reset();
}

void Device::close() noexcept {
  if (driver_ == nullptr) return;
  try {
    if (prepared_ != nullptr) dispose();
  } catch (...) {
    static_cast<void>(driver_.release());  // it is still inside: releasing it would pull the ground away
    return;
  }
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
