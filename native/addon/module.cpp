// What JavaScript can reach: the export list, and the drivers that are built in.
#include <napi.h>

#include <string>

#include "addon/device_wrap.h"
#include "addon/environment.h"
#include "addon/examine.h"
#include "addon/marshal.h"
#include "addon/ring_waiter.h"
#include "addon/settings.h"
#include "addon/virtual_driver_wrap.h"
#include "drivers/loopback/loopback.h"
#include "drivers/personality/personality.h"
#include "drivers/wasapi/settings.h"
#include "drivers/wasapi/wasapi.h"
#include "host/error.h"
#include "platform/library.h"

namespace addon {
namespace {

constexpr char kLoopbackId[] = "built-in:loopback";
constexpr char kWasapiId[] = "wasapi";

/// The audio devices of Windows, as those of the driver that opens them.
std::vector<host::DeviceInstance> audioDevices() {
  std::vector<host::DeviceInstance> instances;
  for (const drivers::wasapi::DeviceEntry& device : drivers::wasapi::listDevices()) {
    const bool plays = device.direction == drivers::wasapi::Direction::render;
    const char* const what = !device.direction ? " (both" : plays ? " (output" : " (input";
    instances.push_back({device.instance, device.name, device.name + what + ", exclusive WASAPI)"});
  }
  return instances;
}

Napi::Value jsListDrivers(const Napi::CallbackInfo& info) {
  const std::vector<host::DriverEntry> entries = host::listDrivers(info[0].ToString());
  Napi::Array array = Napi::Array::New(info.Env(), entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i)
    array.Set(static_cast<std::uint32_t>(i), toJs(info.Env(), entries[i]));
  return array;
}

void jsCloseAll(const Napi::CallbackInfo& info) { Environment::of(info.Env()).closeSessions(); }

/// (driver, settings): of the virtual driver or of that of audio devices, without one.
void jsCheckSettings(const Napi::CallbackInfo& info) {
  const std::string settings = info[1].ToString();
  if (info[0].ToString().Utf8Value() == kWasapiId) {
    settingsBy(info.Env(), [&] { return drivers::wasapi::parseSettings(settings); });
  } else {
    settingsFrom(info.Env(), settings);
  }
}

Napi::Array errorCodes(Napi::Env env) {
  Napi::Array array = Napi::Array::New(env);
  for (const char* name : host::kErrorCodeNames) array.Set(array.Length(), name);
  return array;
}

/// What the virtual driver can be, for the documents and the tests.
Napi::Array personalities(Napi::Env env) {
  Napi::Array array = Napi::Array::New(env);
  for (const drivers::personality::Personality& personality : drivers::personality::personalities()) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", std::string(personality.name));
    object.Set("catalogue", std::string(personality.catalogue));
    object.Set("imitates", std::string(personality.imitates));
    object.Set("host", std::string(personality.host));
    object.Set("settings", std::string(personality.settings));
    array.Set(array.Length(), object);
  }
  return array;
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  platform::pinThisLibrary();
  host::addBuiltInDriver(
      {kWasapiId, "WASAPI", "", drivers::wasapi::create, host::DriverKind::wasapi, &audioDevices});
  host::addBuiltInDriver(
      {kLoopbackId, drivers::loopback::kName, drivers::loopback::kDescription, drivers::personality::create});
  Environment::install(env);
  exports.Set("listDrivers", Napi::Function::New<jsListDrivers>(env, "listDrivers"));
  exports.Set("closeAll", Napi::Function::New<jsCloseAll>(env, "closeAll"));
  exports.Set("checkSettings", Napi::Function::New<jsCheckSettings>(env, "checkSettings"));
  exports.Set("examine", Napi::Function::New<jsExamine>(env, "examine"));
  exports.Set("NativeDevice", DeviceWrap::define(env));
  exports.Set("NativeRingWaiter", RingWaiter::define(env));
  exports.Set("NativeVirtualDriver", VirtualDriverWrap::define(env));
  exports.Set("errorCodes", errorCodes(env));
  exports.Set("personalities", personalities(env));
  return exports;
}

}  // namespace
}  // namespace addon

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  return addon::initialise(env, exports);
}
NODE_API_MODULE(bufferswitch, initialise)
