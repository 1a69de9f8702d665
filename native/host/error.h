// What the host throws, always on a thread of its own, and what JavaScript gets as a rejected promise.
#pragma once

#include <stdexcept>
#include <string>

#include "abi/error.h"

namespace host {

/// The part of the public error codes that native code uses; `kErrorCodeNames` is in the same order.
enum class ErrorCode {
  driverLoadFailed,
  driverInitFailed,
  driverFailed,
  driverTimeout,
  driverCrashed,
  deviceBusy,
  deviceClosed,
  settingsRefused,
  sampleRateRefused,
  bufferSizeRefused,
  ioFormatRefused,
  formatUnsupported,
  notSupported,
  invalidState,
};

inline constexpr const char* kErrorCodeNames[] = {
    "DRIVER_LOAD_FAILED",  "DRIVER_INIT_FAILED",  "DRIVER_FAILED",     "DRIVER_TIMEOUT",
    "DRIVER_CRASHED",      "DEVICE_BUSY",         "DEVICE_CLOSED",     "SETTINGS_REFUSED",
    "SAMPLE_RATE_REFUSED", "BUFFER_SIZE_REFUSED", "IO_FORMAT_REFUSED", "FORMAT_UNSUPPORTED",
    "NOT_SUPPORTED",       "INVALID_STATE",
};
static_assert(sizeof kErrorCodeNames / sizeof *kErrorCodeNames ==
              static_cast<std::size_t>(ErrorCode::invalidState) + 1);

class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message, std::string operation = {})
      : std::runtime_error(message), code_(code), operation_(std::move(operation)) {}

  /// The same with the driver's own result and words.
  Error(ErrorCode code, const std::string& message, std::string operation, abi::Error driverCode,
        std::string driverMessage)
      : std::runtime_error(message),
        code_(code),
        operation_(std::move(operation)),
        hasDriverCode_(true),
        driverCode_(driverCode),
        driverMessage_(std::move(driverMessage)) {}

  ErrorCode code() const noexcept { return code_; }
  const char* codeName() const noexcept { return kErrorCodeNames[static_cast<std::size_t>(code_)]; }
  const std::string& operation() const noexcept { return operation_; }
  bool hasDriverCode() const noexcept { return hasDriverCode_; }
  abi::Error driverCode() const noexcept { return driverCode_; }
  const std::string& driverMessage() const noexcept { return driverMessage_; }

 private:
  ErrorCode code_;
  std::string operation_;
  bool hasDriverCode_ = false;
  abi::Error driverCode_ = abi::error::kOk;
  std::string driverMessage_;
};

/// What a driver's result means, in words.
const char* describe(abi::Error code) noexcept;

}  // namespace host
