#ifdef _WIN32

#include "drivers/wasapi/system_devices.h"

#include <mmdeviceapi.h>
#include <propsys.h>

#include <optional>

#include "drivers/shell/fault.h"
#include "drivers/wasapi/client_win.h"
#include "drivers/wasapi/device_pairs.h"
#include "drivers/wasapi/device_watch_win.h"
#include "drivers/wasapi/instance_name.h"
#include "platform/event.h"
#include "platform/text.h"
#include "platform/time.h"

namespace drivers::wasapi {

namespace {

using shell::DriverFault;

// Of the system's headers only some have these.
constexpr PROPERTYKEY kFriendlyName = {
    {0xa45c254e, 0xdf1c, 0x4efd, {0x80, 0x20, 0x67, 0xd1, 0x46, 0xa8, 0x50, 0xe0}}, 14};
constexpr PROPERTYKEY kDeviceFormat = {
    {0xf19f064d, 0x082c, 0x4e27, {0xbc, 0x73, 0x68, 0x82, 0xa1, 0xbb, 0x8e, 0x4c}}, 0};
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
  WindowsEndpoint(ComPointer<IMMDevice> device, Direction direction, std::string name)
      : device_(std::move(device)), direction_(direction), name_(std::move(name)) {}

  void watch(Waiter& waiter) override { watch_.emplace(idOf(*device_.get()), waiter); }
  bool isGone() const noexcept override { return watch_ && watch_->isGone(); }

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
    client = std::make_unique<WindowsClient>(std::move(made), direction_);
    return result::kOk;
  }

 private:
  const ComUse com_;  ///< the first: as long as the device is
  const ComPointer<IMMDevice> device_;
  const Direction direction_;
  const std::string name_;
  std::optional<DeviceWatch> watch_;
};

class EventWaiter final : public Waiter {
 public:
  std::uint64_t nowNs() const noexcept override { return platform::nowNs(); }
  bool waitUntilNs(std::uint64_t deadlineNs) noexcept override { return event_.waitUntilNs(deadlineNs); }
  void wake() noexcept override { event_.set(); }
  void* event() noexcept override { return event_.handle(); }

 private:
  platform::Event event_;
};

/// Calls `look` with each device of that direction that can be used.
template <class Look>
Result eachDevice(Direction direction, Look look) {
  ComPointer<IMMDeviceEnumerator> enumerator;
  HRESULT result = createEnumerator(enumerator);
  if (FAILED(result)) return result;
  const EDataFlow flow = direction == Direction::render ? eRender : eCapture;
  ComPointer<IMMDeviceCollection> all;
  result = enumerator->EnumAudioEndpoints(flow, DEVICE_STATE_ACTIVE, all.out());
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

std::unique_ptr<Endpoint> makeEndpoint(ComPointer<IMMDevice> device, Direction direction) {
  std::string name = Property(*device.get(), kFriendlyName).text();
  return std::make_unique<WindowsEndpoint>(std::move(device), direction, std::move(name));
}

/// The one that plays what nobody has a device chosen for.
std::unique_ptr<Endpoint> findDefault() {
  ComPointer<IMMDeviceEnumerator> enumerator;
  require(createEnumerator(enumerator), "IMMDeviceEnumerator");
  ComPointer<IMMDevice> device;
  const HRESULT result = enumerator->GetDefaultAudioEndpoint(eRender, eConsole, device.out());
  if (result == result::kNotFound)
    throw DriverFault(abi::error::kNotPresent, "there is no device that plays");
  require(result, "IMMDeviceEnumerator::GetDefaultAudioEndpoint");
  return makeEndpoint(std::move(device), Direction::render);
}

std::unique_ptr<Endpoint> find(Direction direction, const std::string& instance) {
  if (instance.empty()) return nullptr;
  std::unique_ptr<Endpoint> found;
  const Result result = eachDevice(direction, [&](ComPointer<IMMDevice> device) {
    if (found != nullptr || instanceName(direction, idOf(*device.get())) != instance) return;
    found = makeEndpoint(std::move(device), direction);
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
    devices.render = named ? find(Direction::render, named->render) : findDefault();
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
