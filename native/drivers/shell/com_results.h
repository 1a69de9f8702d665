// The results of queryInterface. On Linux cwASIO returns positive error numbers of the system in their place.
#pragma once

#include <cerrno>

#include "abi/driver.h"

namespace drivers::shell {

inline constexpr abi::ComResult kComOk = 0;
#if defined(_WIN32)
inline constexpr abi::ComResult kNoInterface = static_cast<abi::ComResult>(0x80004002u);
inline constexpr abi::ComResult kNullPointer = static_cast<abi::ComResult>(0x80004003u);
#elif defined(EBADR)
inline constexpr abi::ComResult kNoInterface = EBADR;
inline constexpr abi::ComResult kNullPointer = EFAULT;
#else
inline constexpr abi::ComResult kNoInterface = ENOTSUP;
inline constexpr abi::ComResult kNullPointer = EFAULT;
#endif

inline constexpr abi::Guid kUnknownInterface = {0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};

}  // namespace drivers::shell
