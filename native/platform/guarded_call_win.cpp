#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <malloc.h>

#include "platform/guarded_call.h"

namespace platform {
namespace {

/// With the heap in pieces nothing that goes on could be trusted.
constexpr DWORD kHeapCorruption = 0xC0000374;

/// Notes what was raised. Asked while the crashed frames are still there: a debugger has had its turn, and
/// nobody on the way here wants the exception.
bool isForUs(const EXCEPTION_POINTERS& raised, Crash& crash) noexcept {
  const EXCEPTION_RECORD& record = *raised.ExceptionRecord;
  crash = {record.ExceptionCode, record.ExceptionAddress};
  return record.ExceptionCode != kHeapCorruption;
}

}  // namespace

#if defined(_MSC_VER)

static bool crashes(void (*function)(void*), void* context, Crash* crash) noexcept {
  __try {
    function(context);
    return false;
  } __except (isForUs(*GetExceptionInformation(), *crash) ? EXCEPTION_EXECUTE_HANDLER
                                                          : EXCEPTION_CONTINUE_SEARCH) {
    return true;
  }
}

#elif defined(__x86_64__)

// GCC knows no __try. What that makes is a function whose unwind data name the C library's handler and a
// range of instructions, with a filter to ask and a place to go on at: written out, the system unwinds to it
// all the same. It is found while the exception looks for a handler, after all frames on the way here were
// asked.
//
// The frame, from where its rsp points: 32 bytes of home for the callee's arguments, then `crash`; with the
// return address that is a multiple of 16. The system hands that rsp to the filter.

extern "C" bool bufferswitchCrashes(void (*function)(void*), void* context, Crash* crash);

extern "C" __attribute__((used)) LONG bufferswitchFilter(EXCEPTION_POINTERS* raised, void* frame) noexcept {
  constexpr std::size_t kCrash = 32;
  /// GCC's own exceptions stop at nothing but a `catch`: the clean-up in the frames that they pass relies on
  /// it.
  constexpr DWORD kThrownByGcc = 0x20474343;
  const bool isTaken = isForUs(*raised, **reinterpret_cast<Crash**>(static_cast<char*>(frame) + kCrash)) &&
                       raised->ExceptionRecord->ExceptionCode != kThrownByGcc;
  return isTaken ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH;
}

__asm__(R"(
    .text
    .p2align 4
    .globl bufferswitchCrashes
    .def bufferswitchCrashes; .scl 2; .type 32; .endef
    .seh_proc bufferswitchCrashes
bufferswitchCrashes:
    subq $40, %rsp
    .seh_stackalloc 40
    .seh_endprologue
    .seh_handler __C_specific_handler, @except
    .seh_handlerdata
    .long 1
    .rva .Lbegin, .Lend, bufferswitchFilter, .Lcrashed
    .text
    movq %r8, 32(%rsp)
    movq %rcx, %rax
    movq %rdx, %rcx
.Lbegin:
    call *%rax
    nop  # so that the return address, which is what is looked up, lies within the range
.Lend:
    xorl %eax, %eax
    addq $40, %rsp
    ret
.Lcrashed:
    movl $1, %eax
    addq $40, %rsp
    ret
    .seh_endproc
)");

static bool crashes(void (*function)(void*), void* context, Crash* crash) noexcept {
  try {
    return bufferswitchCrashes(function, context, crash);
  } catch (...) {
    return true;
  }
}

#else
#error "A guarded call has to be written for this compiler."
#endif

std::optional<Crash> callGuarded(void (*function)(void*), void* context) noexcept {
  Crash crash;
  if (!crashes(function, context, &crash)) return std::nullopt;
  // The page that was to catch the overflow is used up: the next one would end the process without a word.
  if (crash.code == EXCEPTION_STACK_OVERFLOW) _resetstkoflw();
  return crash;
}

}  // namespace platform
