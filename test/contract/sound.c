// What is played comes back, every bit of it, on its own channel, when the latencies say. For drivers that
// lead their outputs to their inputs.
#include <string.h>

#include "check.h"
#include "groups.h"
#include "session.h"

enum { kSwitches = 24 };

static Session session;
static size_t bytes;  // of a sample
static AsioLong pairs;
static uint64_t silent, exact, wrong;
static int64_t delay;  // in frames; -1: nothing has come back

/// No two frames of a short stream are alike, nor those of two channels. 0 is silence, and none of them.
static uint64_t sample(uint64_t frame, AsioLong channel) {
  const uint64_t all = bytes == 8 ? ~0ull : (1ull << (8 * bytes)) - 1;
  return (frame * (uint64_t)pairs + (uint64_t)channel + 1) * 2654435761u & all;
}

static uint64_t readSample(const BufferInfo* info, AsioLong half, AsioLong frame) {
  uint64_t value = 0;
  memcpy(&value, (const char*)info->halves[half] + (size_t)frame * bytes, bytes);
  return value;
}

static void compare(uint64_t frame, AsioLong channel, uint64_t value) {
  if (value == 0 && delay < 0) {
    ++silent;
    return;
  }
  if (delay < 0) {
    for (uint64_t played = 0; played <= frame && delay < 0; ++played) {
      if (sample(played, channel) == value) delay = (int64_t)(frame - played);
    }
  }
  const bool isDue = delay >= 0 && frame >= (uint64_t)delay;
  if (value == (isDue ? sample(frame - (uint64_t)delay, channel) : 0)) {
    exact += isDue;
  } else {
    ++wrong;
  }
}

static void inSwitch(unsigned long number, AsioLong half) {
  if (half != 0 && half != 1) {
    ++wrong;
    return;
  }
  const uint64_t first = number * (uint64_t)session.preferred;
  for (AsioLong frame = 0; frame < session.preferred; ++frame) {
    for (AsioLong channel = 0; channel < pairs; ++channel) {
      compare(first + (uint64_t)frame, channel, readSample(&session.infos[channel], half, frame));
      const uint64_t value = sample(first + (uint64_t)frame, channel);
      char* const to = session.infos[session.inputs + channel].halves[half];
      memcpy(to + (size_t)frame * bytes, &value, bytes);
    }
  }
}

static bool play(const char* name) {
  silent = exact = wrong = 0;
  delay = -1;
  hostBecome(session.driver, (Manner){.inSwitch = &inSwitch});
  session.driver->table->start(session.driver);
  const bool came = hostAwait(kSwitches);
  session.driver->table->stop(session.driver);
  return check(name, came && exact > 0 && wrong == 0, "%lu samples are right and %lu wrong",
               (unsigned long)exact, (unsigned long)wrong);
}

void soundChecks(void) {
  if (!sessionOpen(&session)) return;
  pairs = session.inputs < session.outputs ? session.inputs : session.outputs;
  const AsioLong type = sessionType(&session);
  bytes = sampleBytes(type);
  AsioLong input = 0, output = 0;
  if (check("a driver with inputs, outputs and PCM", pairs > 0 && bytes > 0 && !isDsdType(type),
            "%ld, type %ld", pairs, type)) {
    sessionPrepare(&session, session.preferred);
    session.driver->table->getLatencies(session.driver, &input, &output);
    play("what is played comes back, every bit");
    // Of two devices nobody knows within less than a buffer where in its period one is when the other begins.
    const int64_t apart = delay - (input + output);
    const int64_t allowed = sessionIsDevice() ? session.preferred : 0;
    check("after the latencies that it says", apart >= -allowed && apart <= allowed,
          "after %ld frames in place of %ld", (long)delay, (long)(input + output));
    play("and again after a stop, with nothing left of before");
    check("at first there is silence", silent > 0, "there is not");
  }
  sessionEnd(&session);
}
