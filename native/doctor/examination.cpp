#include "doctor/examination.h"

#include <algorithm>
#include <atomic>

#include "abi/selectors.h"
#include "doctor/describe.h"
#include "doctor/parts.h"
#include "host/error.h"
#include "host/load_gate.h"
#include "platform/thread.h"
#include "platform/time.h"

namespace doctor {
namespace {

constexpr std::uint64_t kFirstPauseNs = 50'000'000;

std::atomic<bool> isTaken{false};

std::string quoted(const DriverText& text) { return "\"" + text.text + "\""; }

}  // namespace

Turn::Turn() {
  if (isTaken.exchange(true))
    throw host::Error(host::ErrorCode::invalidState, "One driver at a time is examined in a process.",
                      "examine");
}
Turn::~Turn() { isTaken.store(false); }

Examination::Examination(const Order& order, Trail& trail, platform::Apartment& apartment)
    : order_(order), trail_(trail), apartment_(apartment), recorder_(Recorder::instance()) {}

bool Examination::check(const char* rule, bool isKept, const std::string& what) {
  trail_.checked(rule);
  if (!isKept) trail_.saw(rule, what);
  return isKept;
}

bool Examination::checkOk(const char* rule, abi::Error code, const std::string& call) {
  const bool isOk = abi::error::succeeded(code);
  return check(rule, isOk, isOk ? "" : answered(call, code) + words());
}

std::string Examination::words() {
  const DriverText text = driver_->message();
  check("message-ends", text.ends && !text.isPast,
        text.isPast ? "more than 124 bytes were written" : "no end within 124 bytes");
  return text.text.empty() ? "" : ": " + text.text;
}

void Examination::pauseNs(std::uint64_t ns) { apartment_.waitUntilNs(never_, platform::nowNs() + ns); }

std::uint64_t Examination::periodNs(long frames, double rate) noexcept {
  return rate <= 0 ? 0 : static_cast<std::uint64_t>(static_cast<double>(frames) * 1e9 / rate);
}

void Examination::load() {
  const host::LoadGate gate;
  driver_ = std::make_unique<RawDriver>(order_.source, trail_);
  const auto tell = [&](abi::Long selector, const std::string& text) {
    return driver_->future(selector, const_cast<char*>(text.c_str()));
  };
  if (!order_.source.instance.empty() &&
      tell(abi::selector::kSetInstanceName, order_.source.instance) == abi::error::kNotPresent) {
    throw host::Error(host::ErrorCode::driverInitFailed,
                      "The driver does not know an instance named " + order_.source.instance + ".");
  }
  if (order_.settings.empty()) return;
  const abi::Error code = tell(abi::selector::kSetSettings, order_.settings);
  if (code == abi::error::kSuccess) return;
  const std::string why = driver_->message().text;
  throw host::Error(host::ErrorCode::settingsRefused,
                    why.empty() ? "This driver takes no settings; only the virtual driver does."
                                : "The driver refused its settings: " + why);
}

bool Examination::startUp() {
  const abi::Bool answer = driver_->init(apartment_.systemHandle());
  check("init-answer", answer == 1 || answer == 0, "init answered " + std::to_string(answer));
  return abi::isTrue(answer);
}

/// Up to a driver that is there and says who it is.
void Examination::begin() {
  trail_.part("start", 0, 1);
  load();
  if (!startUp()) {
    const DriverText text = driver_->message();
    check("init-words", !text.text.empty(), "it did not start up, and its message is empty");
    check("message-ends", text.ends && !text.isPast,
          text.isPast ? "more than 124 bytes were written" : "no end within 124 bytes");
    driver_->release();
    pauseNs(kFirstPauseNs);
    load();
    const bool isUp = startUp();
    check("starts-up", false,
          std::string(isUp ? "not at the first time, but at the second" : "twice it did not") +
              (text.text.empty() ? "" : ": " + text.text));
    if (!isUp) throw Over();
  } else {
    trail_.checked("starts-up");
  }
  const DriverText name = driver_->name();
  trail_.fact("name", name.text);
  check("name-ends", name.ends && !name.isPast,
        name.isPast ? "more than 32 bytes were written" : "32 bytes and no end: " + quoted(name));
  check("name-there", !name.text.empty(), "an empty one");
  trail_.fact("version", std::to_string(driver_->version()));
  words();
}

void Examination::examine() {
  begin();
  examineFacts(*this);
  examineExtensions(*this);
  examineRates(*this);
  examineSizes(*this);
  examineBuffers(*this);
  examineRun(*this);
  examineTiming(*this);
  examineRestart(*this);
  examineOrder(*this);
  examineOutputReady(*this);
}

void Examination::run() {
  try {
    try {
      examine();
    } catch (const Over&) {
      // Why is in the trail.
    } catch (const host::Error& error) {
      trail_.fact("code", error.codeName());
      trail_.fact("error", error.what());
    }
    if (driver_ == nullptr) return;
    recorder_.begin(nullptr);
    driver_->release();
  } catch (const Crashed&) {
    // So is that.
  }
}

void examine(const Order& order) {
  const Turn turn;
  platform::nameThread("bsw-doctor");
  Trail trail(order.trail);
  platform::Apartment apartment;
  Examination(order, trail, apartment).run();
  trail.end();
}

}  // namespace doctor
