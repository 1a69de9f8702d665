// Results of driver calls.
#pragma once

#include "abi/types.h"

namespace abi::error {

inline constexpr Error kOk = 0;
/// The answer "yes" of `future`, and of nothing else: drivers exist that return it from ordinary calls too.
inline constexpr Error kSuccess = 0x3f4847a0;
inline constexpr Error kNotPresent = -1000;       ///< hardware input or output is not present or available
inline constexpr Error kHwMalfunction = -999;     ///< hardware is malfunctioning
inline constexpr Error kInvalidParameter = -998;  ///< input parameter invalid
inline constexpr Error kInvalidMode = -997;       ///< hardware is in a bad mode or used in a bad mode
inline constexpr Error kSpNotAdvancing = -996;  ///< hardware is not running when the sample position is asked
inline constexpr Error kNoClock = -995;   ///< sample clock or rate cannot be determined or is not present
inline constexpr Error kNoMemory = -994;  ///< not enough memory

/// Whether a call other than `future` worked.
constexpr bool succeeded(Error code) noexcept { return code == kOk || code == kSuccess; }

}  // namespace abi::error
