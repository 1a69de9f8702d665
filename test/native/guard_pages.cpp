#include "guard_pages.h"

#ifdef _WIN32

#include <windows.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

constexpr std::size_t kPage = 4096;
/// Reserved once, as far as the addresses go; only what is in use takes memory.
constexpr std::size_t kArenaBytes = std::size_t{128} << 30;
/// What lies between an end that is not aligned and the page.
constexpr unsigned char kFilling = 0xfd;

/// At the beginning of a piece's first page, of which it has one more than it needs.
struct Header {
  std::size_t size;
  std::size_t pages;
  unsigned char* memory;
};

struct Arena {
  unsigned char* const begin =
      static_cast<unsigned char*>(VirtualAlloc(nullptr, kArenaBytes, MEM_RESERVE, PAGE_NOACCESS));
  std::atomic<std::size_t> used{0};
  std::atomic<std::size_t> pieces{0};
};

Arena& arena() noexcept {
  static Arena instance;
  return instance;
}

std::size_t roundUp(std::size_t size, std::size_t step) noexcept { return (size + step - 1) / step * step; }

[[noreturn]] void die(const char* text) noexcept {
  DWORD written = 0;
  WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, static_cast<DWORD>(std::strlen(text)), &written, nullptr);
  std::abort();
}

}  // namespace

bool hasGuardPages() noexcept {
  static const bool wanted = GetEnvironmentVariableA("GUARD_PAGES", nullptr, 0) != 0;
  return wanted;
}

void* takeGuarded(std::size_t size, std::size_t alignment) noexcept {
  Arena& all = arena();
  const std::size_t step = std::max<std::size_t>(alignment, 1);
  const std::size_t pages = 1 + roundUp(size + step, kPage) / kPage;
  const std::size_t at = all.used.fetch_add((pages + 1) * kPage);  // and the page that nobody touches
  if (all.begin == nullptr || at + (pages + 1) * kPage > kArenaBytes) return nullptr;
  unsigned char* const first = all.begin + at;
  if (VirtualAlloc(first, pages * kPage, MEM_COMMIT, PAGE_READWRITE) == nullptr) return nullptr;
  unsigned char* const end = first + pages * kPage;
  const auto address = reinterpret_cast<std::uintptr_t>(end - size) / step * step;
  auto* const memory = reinterpret_cast<unsigned char*>(address);
  std::memset(memory + size, kFilling, static_cast<std::size_t>(end - (memory + size)));
  *reinterpret_cast<Header*>(first) = {size, pages, memory};
  // The header is found by the piece's own page, which knows how far back the first is.
  all.pieces.fetch_add(1);
  reinterpret_cast<void**>(memory)[-1] = first;
  return memory;
}

bool giveGuarded(void* memory) noexcept {
  Arena& all = arena();
  auto* const bytes = static_cast<unsigned char*>(memory);
  if (bytes < all.begin || bytes >= all.begin + kArenaBytes) return false;
  auto* const first = static_cast<unsigned char*>(static_cast<void**>(memory)[-1]);
  const Header header = *reinterpret_cast<Header*>(first);
  if (header.memory != bytes)
    die("a piece of memory is given back that was not taken, or its front is gone\n");
  const unsigned char* const end = first + header.pages * kPage;
  for (const unsigned char* at = bytes + header.size; at != end; ++at) {
    if (*at != kFilling) die("a piece of memory was written to past its end\n");
  }
  VirtualFree(first, header.pages * kPage, MEM_DECOMMIT);
  return true;
}

std::size_t guardedPieces() noexcept { return arena().pieces.load(); }

#else

bool hasGuardPages() noexcept { return false; }
void* takeGuarded(std::size_t, std::size_t) noexcept { return nullptr; }
bool giveGuarded(void*) noexcept { return false; }
std::size_t guardedPieces() noexcept { return 0; }

#endif
