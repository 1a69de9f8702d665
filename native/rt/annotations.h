// Marks what the audio thread runs.
#pragma once

#include <cstddef>

/// Behind the parameter list of a function that the buffer-switch thread may call: it neither allocates,
/// locks, waits, throws nor calls the system; but for `rt::Signal` and `rt::BoundedWait`, which say how far.
/// Clang checks it; elsewhere it is a promise to the reader.
#if defined(__clang__) && defined(__has_cpp_attribute)
#if __has_cpp_attribute(clang::nonblocking)
#define RT_SAFE [[clang::nonblocking]]
#endif
#endif
#ifndef RT_SAFE
#define RT_SAFE
#endif

namespace rt {

/// What two cores share by accident. Some processors fetch pairs of 64-byte lines.
inline constexpr std::size_t kCacheLine = 128;

}  // namespace rt
