// Calls that crash, and what is left of the caller then.
#include "platform/guarded_call.h"

#include <doctest/doctest.h>

#include <windows.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <thread>

using platform::callGuarded;
using platform::Crash;

namespace {

constexpr std::uint32_t kThrownByMicrosofts = 0xE06D7363;
#ifdef _MSC_VER
constexpr std::uint32_t kThrownByOurs = kThrownByMicrosofts;
#else
constexpr std::uint32_t kThrownByOurs = 0x20474343;
#endif

[[gnu::noinline]] void accessNowhere() {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
}

[[gnu::noinline]] void divideBy(int divisor) {
  volatile int quotient = 77 / divisor;
  static_cast<void>(quotient);
}

[[gnu::noinline]] void endlessly(volatile char* above) {
  volatile char room[4096];
  room[0] = *above;
  if (above != nullptr) endlessly(room);
  room[1] = room[0];  // after the call, so that it needs a frame
}

struct Noted {
  explicit Noted(bool& flag) : flag_(flag) {}
  ~Noted() { flag_ = true; }
  bool& flag_;
};

[[gnu::noinline]] void throwOutOf() { throw std::runtime_error("out"); }

template <class Body>
std::uint32_t codeOf(Body body) {
  const auto crash = callGuarded(body);
  return crash ? crash->code : 0;
}

}  // namespace

TEST_CASE("a call that returns has not crashed, and did what it does") {
  int calls = 0;
  CHECK_FALSE(callGuarded([&] { ++calls; }));
  CHECK(calls == 1);
  CHECK_FALSE(callGuarded([](void* context) { ++*static_cast<int*>(context); }, &calls));
  CHECK(calls == 2);
}

TEST_CASE("a crash is told with its code and its place") {
  const auto crash = callGuarded([] { accessNowhere(); });
  REQUIRE(crash);
  CHECK(crash->code == EXCEPTION_ACCESS_VIOLATION);
  const auto distance =
      reinterpret_cast<std::intptr_t>(crash->address) - reinterpret_cast<std::intptr_t>(&accessNowhere);
  CHECK(distance >= 0);
  CHECK(distance < 64);
}

TEST_CASE("every kind of exception is a crash") {
  CHECK(codeOf([] {
          volatile int zero = 0;
          divideBy(zero);
        }) == EXCEPTION_INT_DIVIDE_BY_ZERO);
  CHECK(codeOf([] { DebugBreak(); }) == EXCEPTION_BREAKPOINT);
  CHECK(codeOf([] { RaiseException(0xE0001234, 0, 0, nullptr); }) == 0xE0001234);
  CHECK(codeOf([] { RaiseException(kThrownByMicrosofts, EXCEPTION_NONCONTINUABLE, 0, nullptr); }) ==
        kThrownByMicrosofts);
  void (*volatile nothing)() = nullptr;
  const auto crash = callGuarded([&] { nothing(); });
  REQUIRE(crash);
  CHECK(crash->code == EXCEPTION_ACCESS_VIOLATION);
  CHECK(crash->address == nullptr);
}

TEST_CASE("a C++ exception that gets out is a crash, and cleans up on its way") {
  bool cleanedUp = false;
  CHECK(codeOf([&] {
          const Noted noted(cleanedUp);
          throwOutOf();
        }) == kThrownByOurs);
  CHECK(cleanedUp);
  // The next one finds its handler as if nothing had been.
  CHECK_THROWS_AS(throwOutOf(), std::runtime_error);
}

TEST_CASE("what the called code handles itself is no crash") {
  bool caught = false;
  CHECK_FALSE(callGuarded([&] {
    try {
      throwOutOf();
    } catch (const std::runtime_error&) {
      caught = true;
    }
  }));
  CHECK(caught);
  // The debugger's ear: raised, and handled by the system right where it was.
  CHECK_FALSE(callGuarded([] { OutputDebugStringA("nobody listens"); }));
  CHECK_FALSE(callGuarded([] { CHECK(codeOf([] { accessNowhere(); }) == EXCEPTION_ACCESS_VIOLATION); }));
}

TEST_CASE("guards nest, and each takes its own") {
  std::uint32_t inner = 0;
  const std::uint32_t outer = codeOf([&] {
    inner = codeOf([] { accessNowhere(); });
    RaiseException(0xE0005678, 0, 0, nullptr);
  });
  CHECK(inner == EXCEPTION_ACCESS_VIOLATION);
  CHECK(outer == 0xE0005678);
}

TEST_CASE("a stack that overflowed is whole again") {
  // Each time on the same thread: without its guard page the second overflow ends the process.
  for (int i = 0; i < 3; ++i) {
    volatile char first = 1;
    CHECK(codeOf([&] { endlessly(&first); }) == EXCEPTION_STACK_OVERFLOW);
  }
}

TEST_CASE("a crash is one on any thread, again and again") {
  std::thread([] {
    for (int i = 0; i < 1000; ++i) CHECK(codeOf([] { accessNowhere(); }) == EXCEPTION_ACCESS_VIOLATION);
  }).join();
}

#ifdef __GNUC__

namespace {

/// Uses up every register that belongs to its caller, whose values it has put away as the convention wants,
/// and crashes.
[[gnu::noinline]] void overwriteRegistersAndCrash() {
  __asm__ volatile(
      "xorl %%ebx, %%ebx\n xorl %%esi, %%esi\n xorl %%edi, %%edi\n xorl %%r12d, %%r12d\n"
      "xorl %%r13d, %%r13d\n xorl %%r14d, %%r14d\n xorl %%r15d, %%r15d\n"
      "xorps %%xmm6, %%xmm6\n xorps %%xmm7, %%xmm7\n xorps %%xmm8, %%xmm8\n xorps %%xmm9, %%xmm9\n"
      "xorps %%xmm10, %%xmm10\n xorps %%xmm11, %%xmm11\n xorps %%xmm12, %%xmm12\n"
      "xorps %%xmm13, %%xmm13\n xorps %%xmm14, %%xmm14\n xorps %%xmm15, %%xmm15\n" ::
          : "rbx", "rsi", "rdi", "r12", "r13", "r14", "r15", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
            "xmm12", "xmm13", "xmm14", "xmm15");
  accessNowhere();
}

struct Registers {
  std::uint64_t whole[7];
  double real[10];
};

/// Puts `values` into all of them, has a guarded call crash, and reads them again.
[[gnu::noinline]] bool crashAmong(Registers& values) {
  bool (*const crash)() = [] { return callGuarded([] { overwriteRegistersAndCrash(); }).has_value(); };
  std::uint64_t crashed = 0;
  // Aligned, with a home for the callee's arguments, and the two things that are needed afterwards.
  __asm__ volatile(
      "movq %%rsp, %%rax\n subq $64, %%rsp\n andq $-16, %%rsp\n movq %%rax, 32(%%rsp)\n movq %%rcx, "
      "40(%%rsp)\n"
      "movq 0(%%rcx), %%rbx\n movq 8(%%rcx), %%rsi\n movq 16(%%rcx), %%rdi\n movq 24(%%rcx), %%r12\n"
      "movq 32(%%rcx), %%r13\n movq 40(%%rcx), %%r14\n movq 48(%%rcx), %%r15\n"
      "movsd 56(%%rcx), %%xmm6\n movsd 64(%%rcx), %%xmm7\n movsd 72(%%rcx), %%xmm8\n"
      "movsd 80(%%rcx), %%xmm9\n movsd 88(%%rcx), %%xmm10\n movsd 96(%%rcx), %%xmm11\n"
      "movsd 104(%%rcx), %%xmm12\n movsd 112(%%rcx), %%xmm13\n movsd 120(%%rcx), %%xmm14\n"
      "movsd 128(%%rcx), %%xmm15\n"
      "call *%%rdx\n movq 40(%%rsp), %%rcx\n"
      "movq %%rbx, 0(%%rcx)\n movq %%rsi, 8(%%rcx)\n movq %%rdi, 16(%%rcx)\n movq %%r12, 24(%%rcx)\n"
      "movq %%r13, 32(%%rcx)\n movq %%r14, 40(%%rcx)\n movq %%r15, 48(%%rcx)\n"
      "movsd %%xmm6, 56(%%rcx)\n movsd %%xmm7, 64(%%rcx)\n movsd %%xmm8, 72(%%rcx)\n"
      "movsd %%xmm9, 80(%%rcx)\n movsd %%xmm10, 88(%%rcx)\n movsd %%xmm11, 96(%%rcx)\n"
      "movsd %%xmm12, 104(%%rcx)\n movsd %%xmm13, 112(%%rcx)\n movsd %%xmm14, 120(%%rcx)\n"
      "movsd %%xmm15, 128(%%rcx)\n"
      "movq 32(%%rsp), %%rsp\n"
      : "=a"(crashed)
      : "c"(&values), "d"(crash)
      : "rbx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm2",
        "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
        "xmm15", "memory", "cc");
  return (crashed & 0xff) != 0;
}

}  // namespace

TEST_CASE("the registers of the caller survive a crash") {
  Registers values{};
  for (std::size_t i = 0; i < 7; ++i) values.whole[i] = 0x0123456789abcdef * (i + 1);
  for (std::size_t i = 0; i < 10; ++i) values.real[i] = 1.5 * static_cast<double>(i + 1);
  const Registers before = values;
  CHECK(crashAmong(values));
  CHECK(std::memcmp(&values, &before, sizeof values) == 0);
}

TEST_CASE("the called code has an aligned stack and a home for its arguments") {
  std::uintptr_t misalignment = 1;
  const auto crash = callGuarded(
      [](void* context) {
        // Above the frame: what this function pushed first, the return address, and four arguments' room.
        auto* const frame = static_cast<std::uintptr_t*>(__builtin_frame_address(0));
        *static_cast<std::uintptr_t*>(context) = reinterpret_cast<std::uintptr_t>(frame) % 16;
        for (int i = 0; i < 4; ++i) static_cast<volatile std::uintptr_t*>(frame)[2 + i] = 0x5a5a;
        accessNowhere();
      },
      &misalignment);
  REQUIRE(crash);
  CHECK(crash->code == EXCEPTION_ACCESS_VIOLATION);
  CHECK(misalignment == 0);
}

#endif
