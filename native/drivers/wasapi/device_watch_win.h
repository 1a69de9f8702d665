// Is told by the system when a device goes away. Windows only.
#pragma once

#ifdef _WIN32

#include <mmdeviceapi.h>

#include <memory>
#include <optional>
#include <string>

#include "drivers/wasapi/com_pointer_win.h"
#include "drivers/wasapi/endpoint.h"

namespace drivers::wasapi {

/// The system's list of devices.
HRESULT createEnumerator(ComPointer<IMMDeviceEnumerator>& enumerator) noexcept;

class DeviceWatch {
 public:
  /// Of the device with that identifier of the system's, and with `defaultOf` of whether it stays the default
  /// one of that direction. Where the system does not tell, nothing is noted: the device's calls fail all the
  /// same. Thread: control. Blocking: the system's.
  DeviceWatch(const std::string& systemId, std::optional<Direction> defaultOf,
              std::shared_ptr<LossReport> losses);
  /// Waits for a call of the system's that is under way.
  ~DeviceWatch();
  DeviceWatch(const DeviceWatch&) = delete;
  DeviceWatch& operator=(const DeviceWatch&) = delete;

 private:
  class Listener;

  ComPointer<IMMDeviceEnumerator> enumerator_;
  ComPointer<Listener> listener_;
};

}  // namespace drivers::wasapi

#endif
