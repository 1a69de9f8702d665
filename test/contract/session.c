#include "session.h"

#include <string.h>

#include "check.h"
#include "load.h"

static const char* settingsText;
static SessionKind kindOfAll = kVirtual;

void sessionSettings(const char* settings) { settingsText = settings; }
void sessionKind(SessionKind kind) { kindOfAll = kind; }
bool sessionIsDevice(void) { return kindOfAll == kDevice; }

Driver* sessionDriver(void) {
  Driver* const driver = loadDriver();
  if (driver == NULL || settingsText == NULL) return driver;
  char text[256];
  strncpy(text, settingsText, sizeof text - 1);
  text[sizeof text - 1] = '\0';
  const AsioError result = driver->table->future(driver, kSetSettings, text);
  if (result == kSuccess) return driver;
  char message[1024] = "";
  driver->table->getErrorMessage(driver, message);
  check("settings are taken", false, "result %ld, \"%s\"", result, message);
  driver->table->release(driver);
  return NULL;
}

bool sessionOpen(Session* session) {
  *session = (Session){.driver = sessionDriver()};
  Driver* const driver = session->driver;
  if (driver == NULL) return check("there is a driver", false, "none");
  const AsioBool started = driver->table->init(driver, NULL);
  if (started <= 0) {
    driver->table->release(driver);
    return check("it starts up", false, "init answered %ld", started);
  }
  driver->table->getChannels(driver, &session->inputs, &session->outputs);
  const AsioLong half = kMostChannels / 2;
  const AsioLong inputs = session->inputs < half ? session->inputs : half;
  const AsioLong outputs = session->outputs < half ? session->outputs : half;
  for (AsioLong i = 0; i < inputs; ++i)
    session->infos[session->channels++] = (BufferInfo){1, i, {NULL, NULL}};
  for (AsioLong i = 0; i < outputs; ++i)
    session->infos[session->channels++] = (BufferInfo){0, i, {NULL, NULL}};
  sessionSizes(session);
  return true;
}

void sessionSizes(Session* session) {
  Driver* const driver = session->driver;
  driver->table->getBufferSize(driver, &session->min, &session->max, &session->preferred, &session->step);
  if (!sessionIsDevice()) return;
  hostBecome(driver, (Manner){0});
  if (sessionPrepare(session, session->preferred) == kOk) driver->table->disposeBuffers(driver);
  driver->table->getBufferSize(driver, &session->min, &session->max, &session->preferred, &session->step);
}

void sessionRate(Session* session, double rate) {
  session->driver->table->setSampleRate(session->driver, rate);
  sessionSizes(session);
}

AsioError sessionPrepare(Session* session, AsioLong frames) {
  Driver* const driver = session->driver;
  return driver->table->createBuffers(driver, session->infos, session->channels, frames, hostCallbacks());
}

bool sessionStart(Session* session, Manner manner, AsioLong frames) {
  Driver* const driver = session->driver;
  hostBecome(driver, manner);
  const AsioError prepared = sessionPrepare(session, frames);
  if (prepared != kOk) return check("there are buffers", false, "result %ld of %ld frames", prepared, frames);
  const AsioError started = driver->table->start(driver);
  return started == kOk || check("it starts", false, "result %ld", started);
}

void sessionEnd(Session* session) {
  Driver* const driver = session->driver;
  driver->table->stop(driver);
  driver->table->disposeBuffers(driver);
  driver->table->release(driver);
  session->driver = NULL;
}

size_t sampleBytes(AsioLong type) {
  switch (type) {
    case 0:
    case 16:
      return 2;
    case 1:
    case 17:
      return 3;
    case 4:
    case 20:
      return 8;
    case 32:
    case 33:
    case 40:
      return 1;
    default:
      return (type >= 2 && type <= 3) || (type >= 8 && type <= 11) || (type >= 18 && type <= 19) ||
                     (type >= 24 && type <= 27)
                 ? 4
                 : 0;
  }
}

bool isDsdType(AsioLong type) { return type == 32 || type == 33 || type == 40; }

size_t halfBytes(AsioLong type, AsioLong frames) {
  const AsioLong units = type == 32 || type == 33 ? frames / 8 : frames;
  return (size_t)units * sampleBytes(type);
}

AsioLong sessionType(Session* session) {
  ChannelInfo info = {.channel = 0, .isInput = session->inputs > 0};
  session->driver->table->getChannelInfo(session->driver, &info);
  return info.type;
}
