// A driver that crashes as it is created, started up or released: the process goes on without it.
#include <doctest/doctest.h>

#include <string>

#include "host/load_gate.h"
#include "platform/time.h"
#include "session_rig.h"

using host::Device;
using host::ErrorCode;

namespace {

/// A session on a driver that may crash.
struct CrashRig : SessionRig {
  CrashRig() : source(fake.source()) {
    static int count = 0;
    source.instance = "crashes " + std::to_string(++count);  // it is refused from then on, and nobody else
    fake.mayBeLost = true;
  }
  /// From now on, in `call`.
  void crashIn(Call call) {
    fake.onCall = [call](Call now) {
      volatile int* volatile nowhere = nullptr;
      if (now == call) *nowhere = 1;
    };
  }
  std::optional<host::Error> open() {
    return run([this](Device& device) { device.open(source, "", nullptr); });
  }
  host::DriverSource source;
};

/// Far from the time after which whoever waits for the gate takes it over.
void checkGateIsOpen() {
  const std::uint64_t begin = platform::nowNs();
  { const host::LoadGate gate; }
  CHECK(platform::nowNs() - begin < host::LoadGate::kLimitNs / 2);
}

/// In a session of its own, as a program would try.
std::optional<host::Error> openAgain(const CrashRig& rig) {
  const auto session = host::Session::create(host::identityOf(rig.source), deafListener());
  Outcome outcome;
  session->run(
      "work", kLongNs, [&](Device& device) { device.open(rig.source, "", nullptr); }, outcome.done());
  const auto error = outcome.error();
  session->close(kLongNs, [](std::exception_ptr) {});
  CHECK(session->waitClosed(patienceEndNs()));
  return error;
}

}  // namespace

TEST_CASE("a driver that crashes before it is open is an error, is left alone, and is refused afterwards") {
  const struct {
    Call call;
    const char* operation;
  } cases[] = {{Call::create, "create"}, {Call::future, "future"}, {Call::init, "init"}};
  for (const auto& [call, operation] : cases) {
    CAPTURE(operation);
    CrashRig rig;
    rig.crashIn(call);
    const auto error = rig.open();
    CHECK(has(error, ErrorCode::driverCrashed));
    CHECK(error->operation() == operation);
    CHECK(says(error, "0xC0000005"));
    CHECK(says(error, std::string("crashed in ") + operation));
    CHECK(says(error, "native_tests.exe"));
    checkGateIsOpen();
    CHECK(rig.fake.count(Call::release) == 0);
    const auto again = openAgain(rig);
    CHECK(has(again, ErrorCode::driverCrashed));
    CHECK(says(again, std::string("crashed earlier in this process, in ") + operation));
    CHECK(rig.fake.count(Call::create) == 1);
    CHECK_FALSE(rig.close());
  }
}

TEST_CASE("a driver that crashes as it is released is closed, and the end is told how") {
  CrashRig rig;
  rig.crashIn(Call::release);
  REQUIRE_FALSE(rig.open());
  Outcome end;
  rig.session->close(kLongNs, end.done());
  const auto error = end.error();
  CHECK(has(error, ErrorCode::driverCrashed));
  CHECK(error->operation() == "release");
  CHECK(rig.session->waitClosed(patienceEndNs()));
  CHECK(isFree(rig.fake.source().id));
  checkGateIsOpen();
  CHECK(has(openAgain(rig), ErrorCode::driverCrashed));
  CHECK(rig.fake.count(Call::create) == 1);
}

TEST_CASE("a driver that crashes between two loads does not come back, and is not waited for") {
  for (const Call call : {Call::release, Call::init}) {
    CrashRig rig;
    REQUIRE_FALSE(rig.open());
    rig.crashIn(call);
    const std::uint64_t begin = platform::nowNs();
    CHECK(has(rig.run([](Device& device) { device.reopen(); }), ErrorCode::driverCrashed));
    CHECK(platform::nowNs() - begin < 2'000'000'000);
    CHECK(has(rig.run([](Device& device) { device.refresh(); }), ErrorCode::deviceClosed));
    CHECK(rig.fake.count(Call::create) == (call == Call::init ? 2 : 1));
  }
}

TEST_CASE("a crash of one driver is none of another's") {
  SessionRig other;
  other.start();
  CrashRig rig;
  rig.crashIn(Call::init);
  CHECK(has(rig.open(), ErrorCode::driverCrashed));
  CHECK_FALSE(other.run([](Device& device) { device.refresh(); }));
  CHECK_FALSE(other.close());
}
