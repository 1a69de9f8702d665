#include "host/error.h"

namespace host {

const char* describe(abi::Error code) noexcept {
  switch (code) {
    case abi::error::kOk:
    case abi::error::kSuccess:
      return "no error";
    case abi::error::kNotPresent:
      return "not present";
    case abi::error::kHwMalfunction:
      return "hardware malfunction";
    case abi::error::kInvalidParameter:
      return "invalid parameter";
    case abi::error::kInvalidMode:
      return "invalid mode";
    case abi::error::kSpNotAdvancing:
      return "sample position not advancing";
    case abi::error::kNoClock:
      return "no clock, or not this rate";
    case abi::error::kNoMemory:
      return "no memory";
    default:
      return "an error of its own";
  }
}

}  // namespace host
