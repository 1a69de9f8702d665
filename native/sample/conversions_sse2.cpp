#include "sample/conversions.h"

#if SAMPLE_HAS_X86
#include "sample/kernel_lanes.h"
#include "sample/kernel_table.h"
#include "sample/lanes_sse2.h"

namespace sample {

// A name of its own, and no alias: what is made from two aliases may count as the same to the linker.
template <class From, class To>
struct Sse2Kernel : LanesKernel<Sse2, From, To> {};

Conversion sse2Conversion(abi::SampleType type, Format format, Direction direction) noexcept {
  return conversionBy<Sse2Kernel>(type, format, direction);
}

}  // namespace sample
#endif
