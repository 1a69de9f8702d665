#include "sample/conversions.h"

#if SAMPLE_HAS_X86
// Before the compiler is told that it may use AVX2: what is shared with processors that lack it.
#include <immintrin.h>

#include "sample/kernel_scalar.h"
#include "sample/kernel_table.h"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("avx2")
#endif

#include "sample/kernel_lanes.h"
#include "sample/lanes_avx2.h"

namespace sample {

// A name of its own, and no alias: what is made from two aliases may count as the same to the linker.
template <class From, class To>
struct Avx2Kernel : LanesKernel<Avx2, From, To> {};

namespace {

Conversion find(abi::SampleType type, Format format, Direction direction) noexcept {
  return conversionBy<Avx2Kernel>(type, format, direction);
}

}  // namespace
}  // namespace sample

#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif

namespace sample {

Conversion avx2Conversion(abi::SampleType type, Format format, Direction direction) noexcept {
  return find(type, format, direction);
}

}  // namespace sample
#endif
