// What createBuffers makes, for which channels, and for how long.
#include <string.h>

#include "check.h"
#include "groups.h"
#include "session.h"

/// Every half has its own bytes: what is written into one is not seen in another.
static bool areApart(const Session* session, size_t bytes) {
  for (AsioLong i = 0; i < 2 * session->channels; ++i) {
    memset(session->infos[i / 2].halves[i % 2], (int)(i + 1), bytes);
  }
  for (AsioLong i = 0; i < 2 * session->channels; ++i) {
    const unsigned char* const half = session->infos[i / 2].halves[i % 2];
    for (size_t byte = 0; byte < bytes; ++byte) {
      if (half[byte] != (unsigned char)(i + 1)) return false;
    }
  }
  return true;
}

static AsioLong activeChannels(Session* session) {
  AsioLong active = 0;
  for (AsioLong i = 0; i < session->channels; ++i) {
    ChannelInfo info = {.channel = session->infos[i].channel, .isInput = session->infos[i].isInput};
    session->driver->table->getChannelInfo(session->driver, &info);
    if (info.isActive == 1) ++active;
    if (info.isActive != 0 && info.isActive != 1) return -1;
  }
  return active;
}

static bool haveAll(const Session* session) {
  for (AsioLong i = 0; i < session->channels; ++i) {
    if (session->infos[i].halves[0] == NULL || session->infos[i].halves[1] == NULL) return false;
  }
  return true;
}

static void made(Session* session) {
  Driver* const driver = session->driver;
  AsioError result = sessionPrepare(session, session->preferred);
  if (!check("all channels can have buffers", result == kOk, "result %ld", result)) return;
  const bool all = check("every channel has both halves", haveAll(session), "one has not");
  AsioLong active = activeChannels(session);
  check("channels with buffers are active", active == session->channels, "%ld of %ld", active,
        session->channels);
  if (all) {
    const size_t bytes = halfBytes(sessionType(session), session->preferred);
    check("every half has its own memory, and all of it", areApart(session, bytes), "some share it");
  }
  BufferInfo before[kMostChannels];
  memcpy(before, session->infos, sizeof before);
  AsioLong input = -1, output = -1;
  result = driver->table->getLatencies(driver, &input, &output);
  check("latencies are known with buffers", result == kOk && input >= 0 && output >= 0,
        "result %ld, %ld and %ld", result, input, output);
  driver->table->start(driver);
  const bool came = hostAwait(4);
  driver->table->stop(driver);
  check("buffers stay where they are", came && memcmp(before, session->infos, sizeof before) == 0,
        "they moved");
  result = driver->table->disposeBuffers(driver);
  check("they can be disposed of", result == kOk, "result %ld", result);
  active = activeChannels(session);
  check("then no channel is active", active == 0, "%ld are", active);
}

static void some(Session* session) {
  Driver* const driver = session->driver;
  if (session->inputs < 1 || session->outputs < 1) return;
  BufferInfo last = {.isInput = 1, .channel = session->inputs - 1};
  hostBecome(driver, (Manner){0});
  AsioError result = driver->table->createBuffers(driver, &last, 1, session->preferred, hostCallbacks());
  check("one input can have buffers", result == kOk && activeChannels(session) == 1, "result %ld", result);
  result = driver->table->start(driver);
  check("one input streams alone", result == kOk && hostAwait(3), "result %ld, %lu switches", result,
        hostSwitches());
  driver->table->disposeBuffers(driver);
  last = (BufferInfo){.isInput = 0, .channel = session->outputs - 1};
  hostBecome(driver, (Manner){0});
  result = driver->table->createBuffers(driver, &last, 1, session->preferred, hostCallbacks());
  driver->table->start(driver);
  check("one output streams alone", result == kOk && hostAwait(3), "result %ld, %lu switches", result,
        hostSwitches());
  driver->table->disposeBuffers(driver);
}

static AsioError request(Session* session, BufferInfo* infos, AsioLong count) {
  Driver* const driver = session->driver;
  const AsioError result =
      driver->table->createBuffers(driver, infos, count, session->preferred, hostCallbacks());
  if (result == kOk) driver->table->disposeBuffers(driver);
  return result;
}

static void refused(Session* session) {
  Driver* const driver = session->driver;
  char mark;
  BufferInfo infos[2] = {{1, session->inputs, {&mark, &mark}}, {1, -1, {&mark, &mark}}};
  AsioError result = request(session, infos, 1);
  check("a channel that does not exist is an invalid parameter", result == kInvalidParameter, "result %ld",
        result);
  result = request(session, &infos[1], 1);
  check("and so is a negative one", result == kInvalidParameter, "result %ld", result);
  const BufferInfo channel = session->infos[0];
  infos[0] = infos[1] = (BufferInfo){channel.isInput, channel.channel, {&mark, &mark}};
  result = request(session, infos, 2);
  check("a channel twice is refused", result < 0, "result %ld", result);
  check("a refusal leaves the host's list alone", infos[0].halves[0] == &mark && infos[1].halves[1] == &mark,
        "it does not");
  result = request(session, infos, 0);
  const AsioError negative = request(session, infos, -1);
  check("no channel is refused", result < 0 && negative < 0, "results %ld and %ld", result, negative);
  result = driver->table->start(driver);
  check("after a refusal there is nothing to start", result != kOk, "result %ld", result);
  result = sessionPrepare(session, session->preferred);
  check("after a refusal buffers can be made", result == kOk, "result %ld", result);
}

void buffersChecks(void) {
  Session session;
  if (!sessionOpen(&session)) return;
  hostBecome(session.driver, (Manner){0});
  made(&session);
  some(&session);
  refused(&session);
  sessionEnd(&session);
}
