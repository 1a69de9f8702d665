#include "doctor/messages.h"

#include <cmath>

#include "abi/selectors.h"
#include "doctor/describe.h"

namespace doctor {
namespace {

/// As many of one kind in one run are no request any more.
constexpr std::uint64_t kStorm = 100;

/// A rule about one message, while nothing else of the host's is under way.
struct Told {
  abi::Long selector;
  const char* rule;
  const char* what;
};

constexpr Told kTold[] = {
    {abi::message::kResetRequest, "reset-asked", "a reset"},
    {abi::message::kResyncRequest, "resync-asked", "a resync"},
    {abi::message::kBufferSizeChange, "size-change-asked", "another buffer size"},
    {abi::message::kLatenciesChanged, "latencies-told", "other latencies"},
    {abi::message::kOverload, "overload-told", "an overload"},
};

bool isRequest(abi::Long selector) {
  return selector == abi::message::kResetRequest || selector == abi::message::kResyncRequest;
}

/// Where a request is an echo of what the host has just done; nullptr: it is none.
const char* echoOf(Phase phase) {
  switch (phase) {
    case Phase::creating:
      return "request-in-create";
    case Phase::starting:
      return "request-in-start";
    case Phase::setting:
      return "request-in-set-rate";
    default:
      return nullptr;
  }
}

void examineRates(Examination& exam, const std::vector<Message>& messages, double rate) {
  double known = rate;
  for (const Message& message : messages) {
    if (message.selector != kRateChanged) continue;
    if (message.rate <= 0 || !std::isfinite(message.rate)) {
      exam.check("clock-lost", false, "a rate of " + number(message.rate) + " Hz was announced");
    } else if (known > 0) {
      exam.check("rate-no-news", message.rate != known,
                 number(message.rate) + " Hz was announced, which it had");
      exam.check("rate-changed", message.rate == known,
                 number(known) + " Hz became " + number(message.rate) + " Hz");
    }
    known = message.rate;
  }
}

}  // namespace

void examineMessages(Examination& exam, double rate) {
  const std::vector<Message> messages = exam.recorder().messages();
  for (const char* const rule : {"request-in-create", "request-in-start", "request-in-set-rate", "clock-lost",
                                 "rate-no-news", "rate-changed"})
    exam.trail().checked(rule);
  for (const Message& message : messages) {
    const char* const echo = isRequest(message.selector) ? echoOf(message.phase) : nullptr;
    if (echo != nullptr)
      exam.check(echo, false,
                 std::string(message.selector == abi::message::kResetRequest ? "a reset" : "a resync") +
                     " was asked for");
  }
  std::uint64_t most = 0;
  for (const Told& told : kTold) {
    std::uint64_t count = 0;
    for (const Message& message : messages) {
      const bool isEcho = isRequest(message.selector) && echoOf(message.phase) != nullptr;
      if (message.selector == told.selector && !isEcho) ++count;
    }
    exam.check(told.rule, count == 0, std::string(told.what) + ", " + std::to_string(count) + " times");
    most = std::max(most, count);
  }
  exam.check("message-storm", most < kStorm, std::to_string(most) + " messages of one kind in one run");
  examineRates(exam, messages, rate);
}

}  // namespace doctor
