// A host that ends its driver inside the reset request of the driver. For the virtual driver, which has
// personalities that ask for one from everywhere.
#include <stdatomic.h>
#include <stdio.h>

#include "check.h"
#include "groups.h"
#include "session.h"
#include "system.h"

static Session session;
static atomic_int requests;

static void onMessage(AsioLong selector, AsioLong value) {
  (void)value;
  if (selector != kResetRequest || atomic_fetch_add(&requests, 1) != 0) return;
  session.driver->table->stop(session.driver);
  session.driver->table->disposeBuffers(session.driver);
  session.driver->table->release(session.driver);
  bellRing();
}

static bool isRequested(void) {
  const uint64_t deadline = systemNowNs() + 5000000000u;
  while (atomic_load(&requests) == 0) {
    if (!bellWait(deadline)) return atomic_load(&requests) > 0;
  }
  return true;
}

static void resets(const char* personality) {
  char settings[64], name[64];
  snprintf(settings, sizeof settings, "personality=%s", personality);
  sessionSettings(settings);
  const uint64_t threads = systemResources().threads;
  if (!sessionOpen(&session)) return;
  atomic_store(&requests, 0);
  Driver* const driver = session.driver;
  hostBecome(driver, (Manner){.inMessage = &onMessage});
  // The request may come inside these calls, after which there is no driver any more.
  driver->table->createBuffers(driver, session.infos, session.channels, session.preferred, hostCallbacks());
  if (atomic_load(&requests) == 0) driver->table->start(driver);
  snprintf(name, sizeof name, "a host may tear down in the request of %s", personality);
  check(name, isRequested(), "no request came");
  snprintf(name, sizeof name, "and nothing of %s stays", personality);
  check(name, hostThreadsEnd(threads), "%lu threads", (unsigned long)systemResources().threads);
}

void resetsChecks(void) {
  resets("reset");
  resets("reset-in-create");
  resets("reset-in-start");
}
