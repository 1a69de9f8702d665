// The driver of audio devices, over a simulated system in place of Windows, as the content of a library: for
// the contract host, and for hosts of any kind on every system. With the personalities of the virtual driver.
// Never part of the package.
#include "drivers/shell/library.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "abi/selectors.h"
#include "cable.h"
#include "drivers/loopback/host_calls.h"
#include "drivers/personality/personality.h"
#include "drivers/shell/driver_object.h"
#include "drivers/shell/installed_settings.h"
#include "drivers/wasapi/wasapi_driver.h"
#include "system_settings.h"

namespace simulated {

namespace w = drivers::wasapi;
/// The devices of all drivers that have one name and the same settings.
class Devices {
 public:
  explicit Devices(const SystemSettings& is) : clock_(is.clock) {
    cable_.isFaulty = is.isFaulty;
    if (is.outputs > 0) render_.emplace(system_, deviceOf(is, Direction::render, is.outputs));
    if (is.inputs > 0) capture_.emplace(system_, deviceOf(is, Direction::capture, is.inputs));
    constexpr int kAlways = 1'000'000'000;
    if (is.refused) system_.add({*is.refused, w::result::kDeviceInUse, 0, 0, kAlways});
  }

  /// `waiter`: the one of them that leads, which lives as long as they.
  w::Devices open(PacedWaiter*& waiter) {
    w::Devices devices;
    auto paced = std::make_unique<PacedWaiter>(system_, clock_);
    waiter = paced.get();
    devices.waiter = std::move(paced);
    devices.unwatched = system_.makeWaiter();
    if (render_) devices.render = cable_.from(render_->endpoint());
    if (capture_) devices.capture = cable_.to(capture_->endpoint());
    return devices;
  }

 private:
  const Clock clock_;
  System system_;
  Cable cable_{system_};
  std::optional<Device> render_;
  std::optional<Device> capture_;
};

/// Those of that name and settings, made where nobody has them.
std::shared_ptr<Devices> devicesOf(const std::string& key, const SystemSettings& settings) {
  static std::mutex lock;
  static std::map<std::string, std::weak_ptr<Devices>> all;
  const std::lock_guard<std::mutex> guard(lock);
  for (auto each = all.begin(); each != all.end();) each = each->second.expired() ? all.erase(each) : ++each;
  std::weak_ptr<Devices>& known = all[key];
  std::shared_ptr<Devices> devices = known.lock();
  if (devices == nullptr) known = devices = std::make_shared<Devices>(settings);
  return devices;
}

/// Where one driver has its devices from.
class OwnSource : public w::DeviceSource {
 public:
  w::Devices open(const std::string& instance) override {
    devices_ = devicesOf(instance + "\n" + text_, system_);
    return devices_->open(waiter_);
  }

 protected:
  SystemSettings system_;
  std::string text_;  ///< that they were said by
  PacedWaiter* waiter_ = nullptr;

 private:
  std::shared_ptr<Devices> devices_;
};

/// The devices are the first base, as the driver uses them to its end.
class Driver : private OwnSource, public w::WasapiDriver {
 public:
  Driver() { WasapiDriver::future(w::kSetDeviceSource, static_cast<w::DeviceSource*>(this)); }

  void createBuffers(abi::BufferInfo* infos, Long channels, Long frames, const abi::Callbacks& callbacks) {
    if (waiter_ != nullptr && system_.clock != Clock::realtime)
      waiter_->serve(drivers::loopback::HostCalls(callbacks, nullptr));
    WasapiDriver::createBuffers(infos, channels, frames, callbacks);
  }

  abi::Error future(abi::Long selector, void* opt) {
    if (selector == abi::selector::kStep) return step(static_cast<const abi::StepRequest*>(opt));
    if (selector != abi::selector::kSetSettings || opt == nullptr) return WasapiDriver::future(selector, opt);
    const std::string all = static_cast<const char*>(opt);
    std::string own = all;
    const SystemSettings wanted = takeSettings(own);
    const abi::Error result = WasapiDriver::future(selector, own.data());
    system_ = wanted;
    text_ = all;
    return result;
  }

 private:
  abi::Error step(const abi::StepRequest* request) {
    const std::uint64_t buffers = drivers::shell::required(request, "request").buffers;
    if (waiter_ == nullptr || system_.clock != Clock::step) return abi::error::kInvalidMode;
    return waiter_->step(buffers) ? abi::error::kSuccess : abi::error::kHwMalfunction;
  }
};

abi::Driver* create() noexcept {
  return drivers::personality::create(drivers::shell::DriverObject<Driver>::create(),
                                      &drivers::shell::installedSettings);
}

}  // namespace simulated

namespace drivers::shell {

const DriverClass kLibraryDriver = {wasapi::kClassId, wasapi::kName, "Bufferswitch WASAPI (simulated)",
                                    &simulated::create};

}  // namespace drivers::shell
