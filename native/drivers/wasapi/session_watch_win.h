// Is told by the system why it has ended a stream. Windows only.
#pragma once

#ifdef _WIN32

#include <audioclient.h>
#include <audiopolicy.h>

#include <memory>

#include "drivers/wasapi/com_pointer_win.h"
#include "drivers/wasapi/loss_report.h"

namespace drivers::wasapi {

class SessionWatch {
 public:
  /// Of the stream of a client that is initialised. Where the system does not tell, nothing is noted: the
  /// stream's calls fail all the same. Thread: control. Blocking: the system's.
  SessionWatch(IAudioClient& client, std::shared_ptr<LossReport> losses);
  /// Waits for a call of the system's that is under way.
  ~SessionWatch();
  SessionWatch(const SessionWatch&) = delete;
  SessionWatch& operator=(const SessionWatch&) = delete;

 private:
  class Listener;

  ComPointer<IAudioSessionControl> session_;
  ComPointer<Listener> listener_;
};

}  // namespace drivers::wasapi

#endif
