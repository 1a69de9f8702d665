#include "sample/converter.h"

#include "sample/conversions.h"

namespace sample {

Conversion findConversion(abi::SampleType type, Format format, Direction direction,
                          InstructionSet set) noexcept {
#if SAMPLE_HAS_X86
  if (set == InstructionSet::avx2) return avx2Conversion(type, format, direction);
  if (set == InstructionSet::sse2) return sse2Conversion(type, format, direction);
#endif
  static_cast<void>(set);
  return scalarConversion(type, format, direction);
}

}  // namespace sample
