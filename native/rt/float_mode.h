// How the processor computes with floats while the audio thread is ours.
#pragma once

#include "rt/annotations.h"

#if defined(__x86_64__) || defined(_M_X64)
#include <xmmintrin.h>
#endif

namespace rt {

/// For as long as it lives, on its thread: round to nearest, and take numbers too small for their exponent
/// (denormals) for zero, which would otherwise cost many times as much as others. Afterwards the driver finds
/// what it had set. Thread: audio. Blocking: wait-free.
class FloatMode {
 public:
  FloatMode() noexcept RT_SAFE;
  ~FloatMode() noexcept RT_SAFE;
  FloatMode(const FloatMode&) = delete;
  FloatMode& operator=(const FloatMode&) = delete;

 private:
  unsigned long long before_;
};

#if defined(__x86_64__) || defined(_M_X64)

inline FloatMode::FloatMode() noexcept RT_SAFE : before_(_mm_getcsr()) {
  // No exception is unmasked; results and operands that are denormal count as zero; the rounding is the
  // default.
  _mm_setcsr(0x1f80u | 0x8000u | 0x0040u);
}
inline FloatMode::~FloatMode() noexcept RT_SAFE { _mm_setcsr(static_cast<unsigned>(before_)); }

#elif defined(__aarch64__) && !defined(_MSC_VER)

inline FloatMode::FloatMode() noexcept RT_SAFE {
  asm volatile("mrs %0, fpcr" : "=r"(before_));
  asm volatile("msr fpcr, %0" : : "r"(1ull << 24));  // flush to zero; the rest is the default
}
inline FloatMode::~FloatMode() noexcept RT_SAFE { asm volatile("msr fpcr, %0" : : "r"(before_)); }

#else

inline FloatMode::FloatMode() noexcept RT_SAFE : before_(0) {}
inline FloatMode::~FloatMode() noexcept RT_SAFE {}

#endif

}  // namespace rt
