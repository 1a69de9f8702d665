// Which of the processor's instructions conversions may use.
#pragma once

#include <cstdint>

// Everything that needs these instructions is compiled for such processors only.
#if defined(__x86_64__) || defined(_M_X64)
#define SAMPLE_HAS_X86 1
#else
#define SAMPLE_HAS_X86 0
#endif

namespace sample {

/// The results are the same with each of them, bit for bit.
enum class InstructionSet : std::uint8_t { scalar, sse2, avx2 };

/// The fastest that the processor and the operating system have. Thread: any. Blocking: wait-free after the
/// first call.
InstructionSet bestInstructionSet() noexcept;

}  // namespace sample
