#ifdef _WIN32

#include "drivers/wasapi/device_watch_win.h"

#include <atomic>
#include <mutex>
#include <new>

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

// The system's interfaces have no destructor: `Release` is theirs.
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#endif

/// Called by a thread of the system's, in which nothing may wait and nothing of the system may be let go of.
class DeviceWatch::Listener final : public IMMNotificationClient {
 public:
  Listener(std::wstring id, Waiter& waiter) : id_(std::move(id)), waiter_(&waiter) {}
  bool isGone() const noexcept { return isGone_.load(std::memory_order_acquire); }

  /// The waiter is not touched after this.
  void forget() noexcept {
    const std::lock_guard<std::mutex> lock(lock_);
    waiter_ = nullptr;
  }

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    if (object == nullptr) return E_POINTER;
    *object = nullptr;
    if (iid != __uuidof(IUnknown) && iid != __uuidof(IMMNotificationClient)) return E_NOINTERFACE;
    AddRef();
    *object = static_cast<IMMNotificationClient*>(this);
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

  HRESULT STDMETHODCALLTYPE OnDeviceStateChanged(LPCWSTR id, DWORD state) override {
    return note(id, state != DEVICE_STATE_ACTIVE);
  }
  HRESULT STDMETHODCALLTYPE OnDeviceRemoved(LPCWSTR id) override { return note(id, true); }
  HRESULT STDMETHODCALLTYPE OnDeviceAdded(LPCWSTR) override { return S_OK; }
  // A host expects its channels to stay: the default is nobody's business here.
  HRESULT STDMETHODCALLTYPE OnDefaultDeviceChanged(EDataFlow, ERole, LPCWSTR) override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnPropertyValueChanged(LPCWSTR, const PROPERTYKEY) override { return S_OK; }

 private:
  ~Listener() = default;  ///< by `Release` alone

  /// A device that has come back can be opened again.
  HRESULT note(LPCWSTR id, bool isGone) noexcept {
    if (id == nullptr || id_ != id) return S_OK;
    isGone_.store(isGone, std::memory_order_release);
    const std::lock_guard<std::mutex> lock(lock_);
    if (isGone && waiter_ != nullptr) waiter_->wake();
    return S_OK;
  }

  const std::wstring id_;
  std::atomic<bool> isGone_{false};
  std::atomic<ULONG> references_{1};
  std::mutex lock_;
  Waiter* waiter_;
};

#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

DeviceWatch::DeviceWatch(const std::string& systemId, Waiter& waiter) {
  if (FAILED(createEnumerator(enumerator_))) return;
  *listener_.out() = new Listener(platform::toWide(systemId), waiter);
  enumerator_->RegisterEndpointNotificationCallback(listener_.get());
}

DeviceWatch::~DeviceWatch() {
  if (!listener_) return;
  listener_->forget();
  enumerator_->UnregisterEndpointNotificationCallback(listener_.get());
}

bool DeviceWatch::isGone() const noexcept { return listener_ && listener_->isGone(); }

}  // namespace drivers::wasapi

#endif
