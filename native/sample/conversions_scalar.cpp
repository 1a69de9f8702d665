#include "sample/conversions.h"
#include "sample/kernel_scalar.h"
#include "sample/kernel_table.h"

namespace sample {

Conversion scalarConversion(abi::SampleType type, Format format, Direction direction) noexcept {
  return conversionBy<ScalarKernel>(type, format, direction);
}

}  // namespace sample
