#ifdef _WIN32

#include "drivers/wasapi/session_watch_win.h"

#include <utility>

#include "drivers/wasapi/com_listener_win.h"

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

class SessionWatch::Listener final : public ComListener<IAudioSessionEvents> {
 public:
  explicit Listener(std::shared_ptr<LossReport> losses) : losses_(std::move(losses)) {}

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
  const std::shared_ptr<LossReport> losses_;
};

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
