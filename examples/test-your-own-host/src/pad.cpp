// A pad of 6 dB: what comes in at input 1 goes out at output 2 with half the level, until there is a line on
// stdin or its end.
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "asio.h"
#include "system.h"

namespace {

enum ExitCode { kUsage = 2, kNoDriver, kInitRefused, kRateRefused, kUnknownType, kDriverFailed };

struct Failure {
  ExitCode code;
  std::string reason;
};

std::atomic<bool> isOver{false};
std::atomic<bool> wantsReset{false};

// --- On the driver's threads, which must never wait. Callbacks are not told whose they are: it is global.

struct {
  asio::Driver* driver;
  asio::BufferInfo channels[2] = {{1, 0, {}}, {0, 1, {}}};
  long frames;
} sound;

void bufferSwitch(long half, long) {
  const auto* const in = static_cast<const std::int32_t*>(sound.channels[0].halves[half]);
  auto* const out = static_cast<std::int32_t*>(sound.channels[1].halves[half]);
  for (long i = 0; i < sound.frames; ++i) out[i] = in[i] >> 1;
  sound.driver->outputReady();
}

void* bufferSwitchTimeInfo(void*, long half, long directly) {
  bufferSwitch(half, directly);
  return nullptr;
}

void sampleRateDidChange(double) {}

long message(long selector, long value, void*, double*) {
  switch (selector) {
    case asio::kSelectorSupported:
      return value == asio::kEngineVersion || value == asio::kResetRequest;
    case asio::kEngineVersion:
      return 2;
    case asio::kResetRequest:
      // The driver is still inside a call of its own: the main thread does it.
      wantsReset = true;
      ringBell();
      return 1;
    default:
      return 0;
  }
}

// --- On the main thread

class Pad {
 public:
  /// Plays until it is destroyed. Rate 0: the one that the driver has.
  Pad(const std::string& name, double rate) : driver_(load(name)) {
    if (driver_->init(nullptr) <= 0) fail(kInitRefused, "the driver does not start up");
    if (rate != 0) setRate(rate);
    for (const asio::BufferInfo& channel : sound.channels) checkType(channel);
    makeBuffers();
    check(driver_->start(), "the driver does not start to play");
  }
  ~Pad() {
    driver_->stop();
    driver_->disposeBuffers();
  }
  Pad(const Pad&) = delete;
  Pad& operator=(const Pad&) = delete;

  double rate() {
    double rate = 0;
    check(driver_->getSampleRate(&rate), "the driver has no rate");
    return rate;
  }

 private:
  struct Release {
    void operator()(asio::Driver* driver) const { driver->release(); }
  };

  static asio::Driver* load(const std::string& name) try {
    return loadDriver(name);
  } catch (const std::string& reason) {
    throw Failure{kNoDriver, reason};
  }

  void setRate(double wanted) {
    const std::string refusal = "the driver does not run at " + std::to_string(std::lround(wanted)) + " Hz";
    if (driver_->setSampleRate(wanted) != asio::kOk) fail(kRateRefused, refusal);
    // Some say yes and stay where they are.
    if (rate() != wanted) throw Failure{kRateRefused, refusal};
  }

  void checkType(const asio::BufferInfo& channel) {
    asio::ChannelInfo info{};
    info.isInput = channel.isInput;
    info.channel = channel.channel;
    check(driver_->getChannelInfo(&info), "the driver has no input 1 or no output 2");
    if (info.type != asio::kInt32Lsb) {
      throw Failure{kUnknownType, "sample type " + std::to_string(info.type) + " is not known here"};
    }
  }

  void makeBuffers() {
    static asio::Callbacks callbacks = {&bufferSwitch, &sampleRateDidChange, &message, &bufferSwitchTimeInfo};
    long min = 0, max = 0, step = 0;
    sound.driver = driver_.get();
    check(driver_->getBufferSize(&min, &max, &sound.frames, &step), "the driver has no buffer size");
    check(driver_->createBuffers(sound.channels, 2, sound.frames, &callbacks), "the driver makes no buffers");
  }

  void check(long result, const char* complaint) {
    if (result != asio::kOk) fail(kDriverFailed, complaint);
  }

  [[noreturn]] void fail(ExitCode code, std::string reason) {
    char words[2048] = "";  // 124 bytes are the rule, which not every driver knows
    driver_->getErrorMessage(words);
    if (words[0] != '\0') reason += std::string(" (") + words + ")";
    throw Failure{code, reason};
  }

  std::unique_ptr<asio::Driver, Release> driver_;
};

void say(const std::string& text) {
  std::printf("pad: %s\n", text.c_str());
  std::fflush(stdout);
}

void playUntilOver(const std::string& name, double rate) {
  do {
    wantsReset = false;
    Pad pad(name, rate);
    say("playing at " + std::to_string(std::lround(pad.rate())) + " Hz");
    while (!isOver && !wantsReset) awaitBell();
    if (!isOver) say("the driver wants a reset");
  } while (!isOver);
}

}  // namespace

int main(int argc, char** argv) try {
  const double rate = argc == 3 ? std::atof(argv[2]) : 0;
  if (argc < 2 || argc > 3 || (argc == 3 && !(rate > 0))) {
    throw Failure{kUsage, "pad <name of the driver> [rate in Hz]"};
  }
  std::thread listener([] {
    awaitLine();
    isOver = true;
    ringBell();
  });
  try {
    playUntilOver(argv[1], rate);
  } catch (const Failure&) {
    listener.detach();  // it waits for a line that nobody will write
    throw;
  }
  listener.join();
  return 0;
} catch (const Failure& failure) {
  std::fprintf(stderr, "pad: %s\n", failure.reason.c_str());
  return failure.code;
}
