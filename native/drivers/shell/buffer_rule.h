// Which buffer sizes a driver accepts, in the contract's four numbers.
#pragma once

#include <string>

#include "abi/types.h"

namespace drivers::shell {

struct BufferRule {
  abi::Long min;
  abi::Long max;
  abi::Long preferred;
  abi::Long granularity;  ///< steps from min on; -1: the powers of two; 0: only the one size min = max

  bool accepts(abi::Long frames) const noexcept;

  /// "16 to 8192 in steps of 16"
  std::string describe() const;
};

}  // namespace drivers::shell
