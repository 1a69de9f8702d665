// How a driver of ours refuses: inside, a failure is an exception; the table turns it into a code and a text.
#pragma once

#include <stdexcept>
#include <string>

#include "abi/error.h"

namespace drivers::shell {

/// What a driver's method throws. The host gets the code as the call's result and the message, cut to what
/// the contract has room for, from `getErrorMessage`.
class DriverFault : public std::runtime_error {
 public:
  DriverFault(abi::Error code, const std::string& message) : std::runtime_error(message), code_(code) {}
  abi::Error code() const noexcept { return code_; }

 private:
  abi::Error code_;
};

/// What a pointer from the host points at; refused where it is null.
template <class T>
T& required(T* pointer, const char* name) {
  if (pointer == nullptr)
    throw DriverFault(abi::error::kInvalidParameter, std::string(name) + " is a null pointer");
  return *pointer;
}

}  // namespace drivers::shell
