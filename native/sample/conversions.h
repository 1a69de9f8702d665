// The same conversions with different instructions; converter.cpp chooses. The last two exist where
// SAMPLE_HAS_X86.
#pragma once

#include "sample/converter.h"

namespace sample {

Conversion scalarConversion(abi::SampleType type, Format format, Direction direction) noexcept;
Conversion sse2Conversion(abi::SampleType type, Format format, Direction direction) noexcept;
Conversion avx2Conversion(abi::SampleType type, Format format, Direction direction) noexcept;

}  // namespace sample
