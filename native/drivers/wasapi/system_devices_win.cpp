#ifdef _WIN32

#include "drivers/wasapi/system_devices.h"

#include <mmdeviceapi.h>
#include <propsys.h>

#include <memory>
#include <optional>

#include "drivers/shell/fault.h"
#include "drivers/wasapi/client_win.h"
#include "drivers/wasapi/device_pairs.h"
#include "drivers/wasapi/device_watch_win.h"
#include "drivers/wasapi/instance_name.h"
#include "drivers/wasapi/properties_win.h"
#include "platform/event.h"
#include "platform/text.h"
#include "platform/time.h"

namespace drivers::wasapi {

namespace {

using shell::DriverFault;

constexpr PROPERTYKEY kContainer = {
    {0x8c7ed206, 0x3f8a, 0x4827, {0xb3, 0xab, 0xae, 0x9e, 0x1f, 0xae, 0xfc, 0x6c}}, 2};
constexpr PROPERTYKEY kInterfaceName = {
    {0x026e516e, 0xb814, 0x414b, {0x83, 0xcd, 0x85, 0x6d, 0x6f, 0xef, 0x48, 0x22}}, 2};

/// A property of a device, for as long as it is looked at.
class Property {
 public:
  Property(IMMDevice& device, const PROPERTYKEY& key) {
    ComPointer<IPropertyStore> store;
    result_ = device.OpenPropertyStore(STGM_READ, store.out());
    if (SUCCEEDED(result_)) result_ = store->GetValue(key, &value_);
  }
  ~Property() { PropVariantClear(&value_); }
  Property(const Property&) = delete;
  Property& operator=(const Property&) = delete;

  std::string text() const {
    if (FAILED(result_) || value_.vt != VT_LPWSTR || value_.pwszVal == nullptr) return {};
    return platform::fromWide(value_.pwszVal, std::char_traits<wchar_t>::length(value_.pwszVal));
  }

  std::string guid() const {
    wchar_t text[39];
    if (FAILED(result_) || value_.vt != VT_CLSID || value_.puuid == nullptr) return {};
    const int length = StringFromGUID2(*value_.puuid, text, 39);
    return length > 0 ? platform::fromWide(text, static_cast<std::size_t>(length) - 1) : std::string();
  }

  Result getFormat(WaveFormat& format) const noexcept {
    if (FAILED(result_)) return result_;
    if (value_.vt != VT_BLOB || value_.blob.pBlobData == nullptr) return result::kNotFound;
    const auto* const bytes = reinterpret_cast<const std::byte*>(value_.blob.pBlobData);
    const auto parsed = parseFormat(bytes, value_.blob.cbSize);
    if (!parsed) return result::kUnsupportedFormat;
    format = *parsed;
    return result::kOk;
  }

 private:
  PROPVARIANT value_ = {};
  HRESULT result_ = E_FAIL;
};

std::string idOf(IMMDevice& device) {
  LPWSTR id = nullptr;
  if (FAILED(device.GetId(&id)) || id == nullptr) return {};
  std::string text = platform::fromWide(id, std::char_traits<wchar_t>::length(id));
  CoTaskMemFree(id);
  return text;
}

/// A container is a box on the desk; in the computer's own there are several interfaces, which have clocks of
/// their own.
std::string hardwareOf(IMMDevice& device) {
  const std::string container = Property(device, kContainer).guid();
  return container.empty() ? container : container + " " + Property(device, kInterfaceName).text();
}

class WindowsEndpoint final : public Endpoint {
 public:
  /// `isDefault`: it is to stay that.
  WindowsEndpoint(ComPointer<IMMDevice> device, Direction direction, bool isDefault)
      : device_(std::move(device)),
        direction_(direction),
        isDefault_(isDefault),
        name_(Property(*device_.get(), kFriendlyName).text()) {}
  ~WindowsEndpoint() override { losses_->detach(); }

  void watch(Waiter& waiter) override {
    losses_->attach(waiter);
    watch_.emplace(idOf(*device_.get()), isDefault_ ? std::optional(direction_) : std::nullopt, losses_);
  }
  const LossReport& losses() const noexcept override { return *losses_; }

  Direction direction() const noexcept override { return direction_; }
  const std::string& name() const noexcept override { return name_; }

  Result getDeviceFormat(WaveFormat& format) override {
    return Property(*device_.get(), kDeviceFormat).getFormat(format);
  }

  Result activate(std::unique_ptr<Client>& client) override {
    ComPointer<IAudioClient> made;
    const HRESULT result =
        device_->Activate(__uuidof(IAudioClient), CLSCTX_INPROC_SERVER, nullptr, made.outAny());
    if (FAILED(result)) return result;
    client = std::make_unique<WindowsClient>(std::move(made), direction_, losses_);
    losses_->clear();
    return result::kOk;
  }

 private:
  const ComUse com_;  ///< the first: as long as the device is
  const ComPointer<IMMDevice> device_;
  const Direction direction_;
  const bool isDefault_;
  const std::string name_;
  const std::shared_ptr<LossReport> losses_ = std::make_shared<LossReport>();
  std::optional<DeviceWatch> watch_;
};

class EventWaiter final : public Waiter {
 public:
  std::uint64_t nowNs() const noexcept override { return platform::nowNs(); }
  Woken waitUntilNs(std::uint64_t deadlineNs) noexcept override {
    using Waited = platform::Event::Waited;
    const Waited waited = device_.waitUntilNs(deadlineNs, call_);
    return waited == Waited::own     ? Woken::byDevice
           : waited == Waited::other ? Woken::byCall
                                     : Woken::deadline;
  }
  void forgetEvent() noexcept override { device_.clear(); }
  void wake() noexcept override { call_.set(); }
  void* event() noexcept override { return device_.handle(); }

 private:
  platform::Event device_;
  platform::Event call_;
};

/// Calls `look` with each device of that direction that can be used.
template <class Look>
Result eachDevice(Direction direction, Look look) {
  ComPointer<IMMDeviceEnumerator> enumerator;
  HRESULT result = createEnumerator(enumerator);
  if (FAILED(result)) return result;
  ComPointer<IMMDeviceCollection> all;
  result = enumerator->EnumAudioEndpoints(flowOf(direction), DEVICE_STATE_ACTIVE, all.out());
  if (FAILED(result)) return result;
  UINT count = 0;
  result = all->GetCount(&count);
  if (FAILED(result)) return result;
  for (UINT i = 0; i < count; ++i) {
    ComPointer<IMMDevice> device;
    // One that has just gone.
    if (SUCCEEDED(all->Item(i, device.out()))) look(std::move(device));
  }
  return result::kOk;
}

/// The one that is taken where nobody has chosen another.
std::unique_ptr<Endpoint> findDefault(Direction direction) {
  ComPointer<IMMDeviceEnumerator> enumerator;
  require(createEnumerator(enumerator), "IMMDeviceEnumerator");
  ComPointer<IMMDevice> device;
  const HRESULT result = enumerator->GetDefaultAudioEndpoint(flowOf(direction), kDefaultRole, device.out());
  if (result == result::kNotFound) {
    throw DriverFault(abi::error::kNotPresent, direction == Direction::render
                                                   ? "there is no device that plays"
                                                   : "there is no device that records");
  }
  require(result, "IMMDeviceEnumerator::GetDefaultAudioEndpoint");
  return std::make_unique<WindowsEndpoint>(std::move(device), direction, true);
}

std::unique_ptr<Endpoint> find(Direction direction, const std::string& instance) {
  if (instance.empty()) return nullptr;
  if (instance == defaultInstanceName(direction)) return findDefault(direction);
  std::unique_ptr<Endpoint> found;
  const Result result = eachDevice(direction, [&](ComPointer<IMMDevice> device) {
    if (found != nullptr || instanceName(direction, idOf(*device.get())) != instance) return;
    found = std::make_unique<WindowsEndpoint>(std::move(device), direction, false);
  });
  require(result, "IMMDeviceEnumerator");
  if (found == nullptr) require(result::kNotFound, "IMMDeviceEnumerator");
  return found;
}

class WindowsDevices final : public DeviceSource {
 public:
  Devices open(const std::string& name) override {
    const auto named = parseInstanceName(name);
    if (!named && name != kDefaultDevice) {
      throw DriverFault(abi::error::kInvalidParameter,
                        "the driver has to be told its device, such as out-1a2b3c4d: list the drivers");
    }
    const ComUse com;
    Devices devices;
    devices.render = named ? find(Direction::render, named->render) : findDefault(Direction::render);
    if (named) devices.capture = find(Direction::capture, named->capture);
    devices.waiter = std::make_unique<EventWaiter>();
    devices.unwatched = std::make_unique<EventWaiter>();
    return devices;
  }
};

}  // namespace

std::vector<DeviceEntry> listDevices() {
  const ComUse com;
  std::vector<DeviceEntry> entries;
  for (const Direction direction : {Direction::render, Direction::capture}) {
    eachDevice(direction, [&](ComPointer<IMMDevice> device) {
      const std::string id = idOf(*device.get());
      entries.push_back({direction, instanceName(direction, id),
                         Property(*device.get(), kFriendlyName).text(), hardwareOf(*device.get())});
    });
  }
  return withPairs(std::move(entries));
}

DeviceSource* systemDevices() noexcept {
  static WindowsDevices devices;
  return &devices;
}

}  // namespace drivers::wasapi

#endif
