#ifdef _WIN32

#include "drivers/wasapi/session_watch_win.h"

#include <atomic>
#include <new>
#include <utility>

namespace drivers::wasapi {

namespace {

Result lossBy(AudioSessionDisconnectReason reason) noexcept {
  switch (reason) {
    case DisconnectReasonServerShutdown:
      return result::kServiceNotRunning;
    case DisconnectReasonFormatChanged:
      return result::kFormatChanged;
    case DisconnectReasonSessionLogoff:
    case DisconnectReasonSessionDisconnected:
      return result::kSessionEnded;
    case DisconnectReasonExclusiveModeOverride:
      return result::kDeviceInUse;
    default:
      return result::kDeviceInvalidated;
  }
}

}  // namespace

// The system's interfaces have no destructor: `Release` is theirs.
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#endif

/// Called by a thread of the system's, in which nothing may wait and nothing of the system may be let go of.
class SessionWatch::Listener final : public IAudioSessionEvents {
 public:
  explicit Listener(std::shared_ptr<LossReport> losses) : losses_(std::move(losses)) {}

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    if (object == nullptr) return E_POINTER;
    *object = nullptr;
    if (iid != __uuidof(IUnknown) && iid != __uuidof(IAudioSessionEvents)) return E_NOINTERFACE;
    AddRef();
    *object = static_cast<IAudioSessionEvents*>(this);
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

  HRESULT STDMETHODCALLTYPE OnSessionDisconnected(AudioSessionDisconnectReason reason) override {
    losses_->note(lossBy(reason));
    return S_OK;
  }

  // Volumes, names and icons are nothing to a stream that has its device for itself.
  HRESULT STDMETHODCALLTYPE OnDisplayNameChanged(LPCWSTR, LPCGUID) override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnIconPathChanged(LPCWSTR, LPCGUID) override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnSimpleVolumeChanged(float, BOOL, LPCGUID) override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnChannelVolumeChanged(DWORD, float*, DWORD, LPCGUID) override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnGroupingParamChanged(LPCGUID, LPCGUID) override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnStateChanged(AudioSessionState) override { return S_OK; }

 private:
  ~Listener() = default;  ///< by `Release` alone

  const std::shared_ptr<LossReport> losses_;
  std::atomic<ULONG> references_{1};
};

#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

SessionWatch::SessionWatch(IAudioClient& client, std::shared_ptr<LossReport> losses) {
  if (FAILED(client.GetService(__uuidof(IAudioSessionControl), session_.outAny()))) return;
  *listener_.out() = new Listener(std::move(losses));
  if (FAILED(session_->RegisterAudioSessionNotification(listener_.get()))) listener_.reset();
}

SessionWatch::~SessionWatch() {
  if (listener_) session_->UnregisterAudioSessionNotification(listener_.get());
}

}  // namespace drivers::wasapi

#endif
