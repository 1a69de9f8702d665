// Which buffer sizes a driver has: its four numbers, and whether it means them.
#include "check.h"
#include "groups.h"
#include "session.h"

static bool isPower(AsioLong number) { return number > 0 && (number & (number - 1)) == 0; }

static bool isOffered(const Session* session, AsioLong frames) {
  if (frames < session->min || frames > session->max) return false;
  if (session->step < 0) return isPower(frames);
  return session->step == 0 ? frames == session->min : (frames - session->min) % session->step == 0;
}

static void numbers(const Session* session) {
  const AsioLong min = session->min, max = session->max, preferred = session->preferred, step = session->step;
  check("the smallest is the smallest", min > 0 && min <= preferred && preferred <= max, "%ld, %ld, %ld", min,
        preferred, max);
  check("one size has no step", min != max || (preferred == min && step == 0), "%ld, step %ld", min, step);
  check("no step means one size", step != 0 || min == max, "%ld to %ld", min, max);
  check("a step is positive, or -1", step >= -1, "%ld", step);
  check("powers of two are powers of two", step != -1 || (isPower(min) && isPower(max)), "%ld to %ld", min,
        max);
  check("the preferred size is offered", isOffered(session, preferred), "%ld", preferred);
  check("the largest size is offered", isOffered(session, max), "%ld", max);
}

/// Whether buffers of that size can be made; they are disposed of.
static AsioError tryOut(Session* session, AsioLong frames) {
  const AsioError result = sessionPrepare(session, frames);
  if (result == kOk) session->driver->table->disposeBuffers(session->driver);
  return result;
}

/// A device that does not do a size of those that it has offered offers the one that it does.
static bool offersAnother(Session* session) {
  sessionSizes(session);
  return session->min == session->max && tryOut(session, session->max) == kOk;
}

static void offered(Session* session) {
  AsioLong refused = 0;
  int tried = 0;
  // Some at the lower end, and then fewer and fewer.
  for (AsioLong frames = session->min; frames <= session->max && tried < 500;) {
    if (isOffered(session, frames)) {
      ++tried;
      if (tryOut(session, frames) != kOk) {
        if (sessionIsDevice() && offersAnother(session)) break;
        refused = frames;
      }
    }
    frames += tried < 64 || session->step < 0 ? 1 : frames / 8;
  }
  if (tryOut(session, session->max) != kOk) refused = session->max;
  if (tryOut(session, session->preferred) != kOk) refused = session->preferred;
  check("every size that is offered is accepted", refused == 0, "%ld is not", refused);
}

static void others(Session* session) {
  const AsioLong sizes[] = {
      0, -1, -session->preferred, session->min - 1, session->max + 1, 0x7fffffff, session->min + 1};
  AsioLong accepted = -2;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
    if (isOffered(session, sizes[i])) continue;
    if (tryOut(session, sizes[i]) >= 0) accepted = sizes[i];
  }
  check("no other size is", accepted == -2, "%ld is", accepted);
}

void sizesChecks(void) {
  Session session;
  if (!sessionOpen(&session)) return;
  const AsioLong before = session.preferred;
  AsioLong min, max, again, step;
  const AsioError result = session.driver->table->getBufferSize(session.driver, &min, &max, &again, &step);
  check("sizes are known", result == kOk, "result %ld", result);
  check("they stay the same", again == before && min == session.min && max == session.max, "%ld, then %ld",
        before, again);
  numbers(&session);
  hostBecome(session.driver, (Manner){0});
  offered(&session);
  others(&session);
  sessionEnd(&session);
}
