// What the guard pages guard. They are there only where the whole program runs with them.
#include <windows.h>

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <memory>

#include "guard_pages.h"

namespace {

/// Whether the byte at `address` can be touched.
bool isThere(std::uintptr_t address) {
  MEMORY_BASIC_INFORMATION info = {};
  return VirtualQuery(reinterpret_cast<const void*>(address), &info, sizeof info) != 0 &&
         info.State == MEM_COMMIT;
}

}  // namespace

TEST_CASE("memory ends at a page that cannot be touched, and is gone when it was given back") {
  if (!hasGuardPages()) {
    MESSAGE("runs with the environment variable GUARD_PAGES only");
    return;
  }
  CHECK(guardedPieces() > 1000);
  for (const std::size_t size : {1u, 16u, 100u, 4096u, 100000u}) {
    CAPTURE(size);
    auto* const memory = new unsigned char[size];
    memory[size - 1] = 1;
    // Volatile: to the compiler an address is of no more use than what is there.
    const volatile auto first = reinterpret_cast<std::uintptr_t>(memory);
    const volatile std::uintptr_t last = first + size - 1;
    CHECK(isThere(first));
    CHECK(isThere(last));
    CHECK_FALSE(isThere(last + 16));  // new aligns to as many
    delete[] memory;
    CHECK_FALSE(isThere(first));
    CHECK_FALSE(isThere(last));
  }
  struct alignas(128) Wide {
    unsigned char bytes[128];
  };
  const auto wide = std::make_unique<Wide>();
  const auto address = reinterpret_cast<std::uintptr_t>(wide.get());
  CHECK(address % sizeof *wide == 0);
  CHECK_FALSE(isThere(address + sizeof *wide));
}
