#ifdef _WIN32

#include "drivers/wasapi/device_watch_win.h"

#include <utility>

#include "drivers/wasapi/com_listener_win.h"
#include "drivers/wasapi/properties_win.h"
#include "platform/text.h"

namespace drivers::wasapi {

namespace {

// Of the system's headers only some have it.
constexpr CLSID kEnumerator = {0xbcde0395, 0xe52f, 0x467c, {0x8e, 0x3d, 0xc4, 0x57, 0x92, 0x91, 0x69, 0x2e}};

}  // namespace

HRESULT createEnumerator(ComPointer<IMMDeviceEnumerator>& enumerator) noexcept {
  return CoCreateInstance(kEnumerator, nullptr, CLSCTX_INPROC_SERVER, __uuidof(IMMDeviceEnumerator),
                          enumerator.outAny());
}

class DeviceWatch::Listener final : public ComListener<IMMNotificationClient> {
 public:
  Listener(std::wstring id, std::optional<Direction> defaultOf, std::shared_ptr<LossReport> losses)
      : id_(std::move(id)), defaultOf_(defaultOf), losses_(std::move(losses)) {}

  HRESULT STDMETHODCALLTYPE OnDeviceStateChanged(LPCWSTR id, DWORD state) override {
    if (isOurs(id)) noteState(state == DEVICE_STATE_ACTIVE);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE OnDeviceRemoved(LPCWSTR id) override {
    if (isOurs(id)) noteState(false);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE OnDeviceAdded(LPCWSTR) override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnDefaultDeviceChanged(EDataFlow flow, ERole role, LPCWSTR id) override {
    // A host expects its channels to stay: only who has asked to follow is told.
    if (defaultOf_ && flow == flowOf(*defaultOf_) && role == kDefaultRole && !isOurs(id))
      losses_->note(result::kDefaultChanged);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE OnPropertyValueChanged(LPCWSTR id, const PROPERTYKEY key) override {
    // Not every stream ends by it.
    if (isOurs(id) && isSame(key, kDeviceFormat)) losses_->noteCause(result::kFormatChanged);
    return S_OK;
  }

 private:
  bool isOurs(LPCWSTR id) const noexcept { return id != nullptr && id_ == id; }

  /// A device that has come back can be opened again.
  void noteState(bool isThere) noexcept {
    isThere ? losses_->clear() : losses_->note(result::kDeviceInvalidated);
  }

  const std::wstring id_;
  const std::optional<Direction> defaultOf_;
  const std::shared_ptr<LossReport> losses_;
};

DeviceWatch::DeviceWatch(const std::string& systemId, std::optional<Direction> defaultOf,
                         std::shared_ptr<LossReport> losses) {
  if (FAILED(createEnumerator(enumerator_))) return;
  *listener_.out() = new Listener(platform::toWide(systemId), defaultOf, std::move(losses));
  enumerator_->RegisterEndpointNotificationCallback(listener_.get());
}

DeviceWatch::~DeviceWatch() {
  if (listener_) enumerator_->UnregisterEndpointNotificationCallback(listener_.get());
}

}  // namespace drivers::wasapi

#endif
