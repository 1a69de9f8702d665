// `future`: what a driver says that it can it can, and what nobody knows it does not know.
#include <string.h>

#include "check.h"
#include "groups.h"
#include "session.h"

static void answers(Driver* driver) {
  static const AsioLong unknown[] = {0, -1, 18, 1000, 0x7ffffff0};
  AsioError result = kInvalidParameter;
  for (size_t i = 0; i < sizeof unknown / sizeof *unknown; ++i) {
    char room[512] = "";
    const AsioError answer = driver->table->future(driver, unknown[i], room);
    if (answer != kInvalidParameter) result = answer;
  }
  check("what nobody knows is an invalid parameter", result == kInvalidParameter, "result %ld", result);
  AsioError odd = kNotPresent;
  for (AsioLong selector = kCanInputMonitor; selector <= kCanOutputMeter; ++selector) {
    const AsioError answer = driver->table->future(driver, selector, NULL);
    if (answer != kSuccess && answer != kNotPresent && answer != kInvalidParameter) odd = answer;
  }
  check("the answer to \"can you\" is a yes or a no", odd == kNotPresent, "result %ld", odd);
  const AsioError overload = driver->table->future(driver, kCanReportOverload, NULL);
  check("and so for overloads",
        overload == kSuccess || overload == kNotPresent || overload == kInvalidParameter, "result %ld",
        overload);
}

/// What can be done is not refused as absent.
static void actions(Driver* driver) {
  static const struct {
    AsioLong can, act;
  } pairs[] = {{9, 3}, {11, kEnableTimeCodeRead}, {12, kTransport}, {13, 5}, {14, 6}, {15, 7}, {16, 8}};
  AsioLong lie = 0;
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; ++i) {
    char room[512] = "";
    const bool can = driver->table->future(driver, pairs[i].can, NULL) == kSuccess;
    const AsioError acts = driver->table->future(driver, pairs[i].act, room);
    if (can != (acts == kSuccess)) lie = pairs[i].can;
  }
  check("what it says that it can it does, and nothing else", lie == 0, "not so for selector %ld", lie);
}

static void timesAsSaid(Session* session) {
  const bool can = session->driver->table->future(session->driver, kCanTimeInfo, NULL) == kSuccess;
  if (!sessionStart(session, (Manner){.takesTimes = true}, session->preferred)) return;
  const bool came = hostAwait(3);
  check("it has times if it says so", came && hostSwitch(1)->hasTime == can, "said %d, did %d", can,
        hostSwitch(1)->hasTime);
  const AsioError ready = session->driver->table->outputReady(session->driver);
  session->driver->table->stop(session->driver);
  const AsioError before = session->driver->table->outputReady(session->driver);
  check("it wants to hear of output always or never", ready == before, "results %ld and %ld", ready, before);
  session->driver->table->disposeBuffers(session->driver);
}

static AsioError switchTo(Driver* driver, AsioLong selector, AsioLong format) {
  IoFormat io;
  memset(&io, 0, sizeof io);
  io.format = format;
  return driver->table->future(driver, selector, &io);
}

/// Buffers of DSD have an eighth of the bytes: what lies past it is another's.
static void dsdStreams(Session* session) {
  Driver* const driver = session->driver;
  sessionSizes(session);
  const AsioLong type = sessionType(session);
  double rate = 0;
  driver->table->getSampleRate(driver, &rate);
  check("DSD has a type and a rate of its own", isDsdType(type) && rate >= 2.8e6, "type %ld, %.0f", type,
        rate);
  if (!sessionStart(session, (Manner){0}, session->preferred)) return;
  const bool came = hostAwait(4);
  const AsioError busy = switchTo(driver, kSetIoFormat, kPcm);
  driver->table->disposeBuffers(driver);
  check("DSD streams", came, "%lu switches", hostSwitches());
  check("the format does not change under buffers", busy < 0, "result %ld", busy);
}

static void dsd(Session* session) {
  Driver* const driver = session->driver;
  const AsioLong before = sessionType(session);
  const bool can = switchTo(driver, kCanDoIoFormat, kDsd) == kSuccess;
  const AsioError set = switchTo(driver, kSetIoFormat, kDsd);
  check("it does DSD if it says so", can == (set == kSuccess), "said %d, result %ld", can, set);
  if (set != kSuccess) return;
  IoFormat io;
  memset(&io, 0, sizeof io);
  const AsioError get = driver->table->future(driver, kGetIoFormat, &io);
  check("it knows that it does", get == kSuccess && io.format == kDsd, "result %ld, format %ld", get,
        io.format);
  dsdStreams(session);
  const AsioError back = switchTo(driver, kSetIoFormat, kPcm);
  check("and goes back to what it was", back == kSuccess && sessionType(session) == before, "result %ld",
        back);
  check("what is neither is refused", switchTo(driver, kSetIoFormat, 7) < 0, "it is not");
}

void extensionsChecks(void) {
  Session session;
  if (!sessionOpen(&session)) return;
  answers(session.driver);
  actions(session.driver);
  timesAsSaid(&session);
  dsd(&session);
  sessionEnd(&session);
}
