// An allocator that ends each piece of memory at a page that cannot be touched, and never gives a piece out
// twice: whatever reads or writes past an end, or after a delete, crashes there and then. For Windows, where
// this compiler has no address sanitizer.
#pragma once

#include <cstddef>

/// Whether the whole program's `new` comes from here: where the environment variable GUARD_PAGES is set.
/// Always no but on Windows.
bool hasGuardPages() noexcept;

/// `alignment` bytes at least; nullptr: there is no room left. Thread: any.
void* takeGuarded(std::size_t size, std::size_t alignment) noexcept;

/// False: `memory` does not come from here. What was written between its end and the page is fatal.
bool giveGuarded(void* memory) noexcept;

/// How many pieces were taken so far.
std::size_t guardedPieces() noexcept;
