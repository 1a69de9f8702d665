// What a driver tells of itself before it has buffers: channels, latencies, clocks.
#include <string.h>

#include "check.h"
#include "groups.h"
#include "session.h"

static void channels(Session* session) {
  Driver* const driver = session->driver;
  bool known = true, end = true, idle = true, echo = true, named = true, typed = true;
  AsioLong types[2] = {-1, -1};
  AsioError result = kOk;
  for (AsioLong i = 0; i < session->channels; ++i) {
    ChannelInfo info;
    memset(&info, 0x55, sizeof info);
    info.isInput = session->infos[i].isInput;
    info.channel = session->infos[i].channel;
    result = driver->table->getChannelInfo(driver, &info);
    if (result != kOk) break;
    echo = echo && info.isInput == session->infos[i].isInput && info.channel == session->infos[i].channel;
    known = known && sampleBytes(info.type) > 0;
    end = end && memchr(info.name, '\0', kNameRoom) != NULL;
    named = named && info.name[0] != '\0';
    idle = idle && info.isActive == 0;
    AsioLong* const type = &types[info.isInput != 0];
    if (*type < 0) *type = info.type;
    typed = typed && *type == info.type;
  }
  if (!check("every channel is known", result == kOk, "result %ld", result)) return;
  check("a channel's info is that channel's", echo, "it is another's");
  check("sample types are the contract's", known, "one is not");
  check("a direction has one sample type", typed, "it has several");
  check("channel names end within 32 bytes", end, "one does not");
  check("channels have names", named, "one has none");
  check("no channel is active without buffers", idle, "one is");
}

static void otherChannels(Session* session) {
  const AsioLong numbers[] = {-1, session->inputs, 0x7fffffff, -0x7fffffff};
  AsioError result = kInvalidParameter;
  for (size_t i = 0; i < 4 && result == kInvalidParameter; ++i) {
    ChannelInfo info = {.channel = numbers[i], .isInput = 1};
    result = session->driver->table->getChannelInfo(session->driver, &info);
  }
  check("a channel that does not exist is an invalid parameter", result == kInvalidParameter, "result %ld",
        result);
}

static void clocks(Driver* driver) {
  ClockSource sources[33];
  memset(sources, 0x55, sizeof sources);
  AsioLong count = 32;
  const AsioError result = driver->table->getClockSources(driver, sources, &count);
  if (!check("clocks are known", result == kOk && count >= 1 && count <= 32, "result %ld, %ld clocks", result,
             count))
    return;
  int current = 0;
  bool named = true, numbered = true;
  for (AsioLong i = 0; i < count; ++i) {
    current += sources[i].isCurrent != 0;
    named = named && memchr(sources[i].name, '\0', kNameRoom) != NULL && sources[i].name[0] != '\0';
    numbered = numbered && sources[i].index == i;
  }
  check("one clock is the current one", current == 1, "%d are", current);
  check("clocks have names and numbers", named && numbered, "one has none");
  const ClockSource* const past = &sources[count];
  check("no more clocks are written than counted", past->index == past->group, "there are");
  AsioError set = driver->table->setClockSource(driver, 0);
  check("a clock can be chosen", set == kOk, "result %ld", set);
  set = driver->table->setClockSource(driver, 9999);
  check("a clock that does not exist cannot", set < 0, "result %ld", set);
  count = 0;
  memset(sources, 0x55, sizeof sources);
  driver->table->getClockSources(driver, sources, &count);
  check("no clock is written where there is no room", sources[0].index == sources[0].group && count == 0,
        "%ld are", count);
}

void factsChecks(void) {
  Session session;
  if (!sessionOpen(&session)) return;
  Driver* const driver = session.driver;
  AsioLong input = -1, output = -1;
  AsioError result = driver->table->getChannels(driver, &input, &output);
  check("channels are counted", result == kOk && input >= 0 && output >= 0 && input + output > 0,
        "result %ld, %ld and %ld", result, input, output);
  channels(&session);
  otherChannels(&session);
  result = driver->table->getLatencies(driver, &input, &output);
  check("latencies are known before there are buffers", result == kOk, "result %ld", result);
  check("latencies are not negative", input >= 0 && output >= 0, "%ld and %ld", input, output);
  clocks(driver);
  sessionEnd(&session);
}
