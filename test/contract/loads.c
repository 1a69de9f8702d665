// Many drivers one after the other, the library loaded anew for each: nothing is left behind.
#include "check.h"
#include "groups.h"
#include "load.h"
#include "session.h"
#include "system.h"

enum { kMostBytes = 400 * 1024 };

static int loads = 1000;

void loadsCount(int count) { loads = count; }

static bool loadOne(bool streams) {
  Session session;
  if (!sessionOpen(&session)) return false;
  bool works = true;
  if (streams) {
    const AsioLong frames = sessionIsDevice() ? session.preferred : session.min;
    works = sessionStart(&session, (Manner){0}, frames) && hostAwait(1);
    sessionEnd(&session);
  } else {
    works = session.driver->table->release(session.driver) == 0;
  }
  loadLetGo();
  return works;
}

static int loadMany(int count) {
  int works = 0;
  for (int i = 0; i < count; ++i) works += loadOne(i % 10 == 0);
  return works;
}

void loadsChecks(void) {
  loadLetGo();
  loadMany(loads / 10);
  const bool stays = loadIsLoaded();
  check("the library goes with its last driver", !stays, "it stays");
  const Resources before = systemResources();
  const int works = loadMany(loads);
  const Resources after = systemResources();
  check("many drivers can be loaded, one after the other", loads > 0 && works == loads, "%d of %d", works,
        loads);
  check("no thread is left behind", after.threads <= before.threads, "%lu were %lu",
        (unsigned long)after.threads, (unsigned long)before.threads);
  check("no handle is left behind", after.handles <= before.handles, "%lu were %lu",
        (unsigned long)after.handles, (unsigned long)before.handles);
  const long grown = (long)(after.bytes - before.bytes);
  check("no memory is left behind", grown < kMostBytes, "%ld bytes", grown);
}
