#include "sample/instruction_set.h"

#if defined(_MSC_VER) && SAMPLE_HAS_X86
#include <immintrin.h>
#include <intrin.h>
#endif

namespace sample {
namespace {

#if !SAMPLE_HAS_X86
bool hasAvx2() noexcept { return false; }
#elif defined(_MSC_VER)
bool hasAvx2() noexcept {
  constexpr int kSavesRegisters = 1 << 27;  // leaf 1, ecx: the system uses xsave
  constexpr int kAvx2 = 1 << 5;             // leaf 7, ebx
  constexpr unsigned long long kAvxState = 6;
  int leaf[4];
  __cpuid(leaf, 0);
  if (leaf[0] < 7) return false;
  __cpuid(leaf, 1);
  if ((leaf[2] & kSavesRegisters) == 0 || (_xgetbv(0) & kAvxState) != kAvxState) return false;
  __cpuidex(leaf, 7, 0);
  return (leaf[1] & kAvx2) != 0;
}
#else
bool hasAvx2() noexcept { return __builtin_cpu_supports("avx2") != 0; }
#endif

}  // namespace

InstructionSet bestInstructionSet() noexcept {
  if (!SAMPLE_HAS_X86) return InstructionSet::scalar;
  static const bool avx2 = hasAvx2();
  return avx2 ? InstructionSet::avx2 : InstructionSet::sse2;
}

}  // namespace sample
