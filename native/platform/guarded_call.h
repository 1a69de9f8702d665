// Calls of code that may crash.
#pragma once

#include <cstdint>
#include <optional>

namespace platform {

/// What ended a call.
struct Crash {
  std::uint32_t code = 0;         ///< the system's exception code, such as 0xC0000005
  const void* address = nullptr;  ///< of the instruction
};

/// Calls `function` with `context`, and tells how it crashed if it did: on Windows, a structured exception
/// that nobody handled on its way here, or a C++ exception that got out. What an inner handler takes is none
/// of ours. Whatever the crashed code had locked, claimed or half written stays so: only C++ exceptions clean
/// up on their way, and they end the process in a function that may not throw. So nothing of ours with either
/// stands in between.
///
/// Elsewhere it is a plain call, and a crash ends the process: a signal comes on top of anything, and to jump
/// out of its handler leaves the locks of the C library held and every frame's destructors undone, while the
/// handlers themselves belong to the program.
///
/// Thread: any. Blocking: the function's.
std::optional<Crash> callGuarded(void (*function)(void*), void* context) noexcept;

/// The same for anything that can be called.
template <class Body>
std::optional<Crash> callGuarded(Body body) noexcept {
  return callGuarded([](void* self) { (*static_cast<Body*>(self))(); }, &body);
}

}  // namespace platform
