#pragma once

namespace bench {

/// What built this program, for the results.
#if defined(__clang__)
inline constexpr const char* kCompiler = "clang " __clang_version__;
#elif defined(__GNUC__)
inline constexpr const char* kCompiler = "gcc " __VERSION__;
#elif defined(_MSC_VER)
#define BENCH_TEXT_OF(value) #value
#define BENCH_TEXT(value) BENCH_TEXT_OF(value)
inline constexpr const char* kCompiler = "msvc " BENCH_TEXT(_MSC_FULL_VER);
#else
inline constexpr const char* kCompiler = "unknown";
#endif

}  // namespace bench
