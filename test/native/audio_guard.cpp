#include "audio_guard.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "guard_pages.h"

#if defined(__linux__)
#include <dlfcn.h>
#include <pthread.h>
#elif defined(_WIN32)
#include <malloc.h>
#endif

namespace {

std::atomic<std::uint64_t> allocations{0};
std::atomic<std::uint64_t> locks{0};
thread_local int depth = 0;  // how many scopes the thread is in

void* take(std::size_t size) noexcept {
  if (depth > 0) ++allocations;
  if (hasGuardPages()) return takeGuarded(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
  return std::malloc(size == 0 ? 1 : size);
}

void* take(std::size_t size, std::align_val_t alignment) noexcept {
  if (depth > 0) ++allocations;
  const auto step = static_cast<std::size_t>(alignment);
  if (hasGuardPages()) return takeGuarded(size, step);
#ifdef _WIN32
  return _aligned_malloc(size == 0 ? 1 : size, step);
#else
  void* memory = nullptr;
  return posix_memalign(&memory, step < sizeof(void*) ? sizeof(void*) : step, size) == 0 ? memory : nullptr;
#endif
}

void give(void* memory) noexcept {
  if (depth > 0 && memory != nullptr) ++allocations;
  if (hasGuardPages() && giveGuarded(memory)) return;
  std::free(memory);
}

void giveAligned(void* memory) noexcept {
  if (depth > 0 && memory != nullptr) ++allocations;
  if (hasGuardPages() && giveGuarded(memory)) return;
#ifdef _WIN32
  _aligned_free(memory);
#else
  std::free(memory);
#endif
}

void* orThrow(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

AudioScope::AudioScope() noexcept { ++depth; }
AudioScope::~AudioScope() { --depth; }
AudioPause::AudioPause() noexcept : depth_(depth) { depth = 0; }
AudioPause::~AudioPause() { depth = depth_; }
std::uint64_t allocationsInAudio() noexcept { return allocations; }
std::uint64_t locksInAudio() noexcept { return locks; }

// All of them: the sanitizers bring their own for those that are left out.
void* operator new(std::size_t size) { return orThrow(take(size)); }
void* operator new[](std::size_t size) { return orThrow(take(size)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new(std::size_t size, std::align_val_t to) { return orThrow(take(size, to)); }
void* operator new[](std::size_t size, std::align_val_t to) { return orThrow(take(size, to)); }
void* operator new(std::size_t size, std::align_val_t to, const std::nothrow_t&) noexcept {
  return take(size, to);
}
void* operator new[](std::size_t size, std::align_val_t to, const std::nothrow_t&) noexcept {
  return take(size, to);
}
void operator delete(void* memory) noexcept { give(memory); }
void operator delete[](void* memory) noexcept { give(memory); }
void operator delete(void* memory, std::size_t) noexcept { give(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { give(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { give(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { giveAligned(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { giveAligned(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { giveAligned(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { giveAligned(memory); }
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept { giveAligned(memory); }
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  giveAligned(memory);
}

#if defined(__linux__) && !defined(__SANITIZE_THREAD__)
/// In front of the C library's, for the whole program.
extern "C" __attribute__((visibility("default"))) int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  using Function = int (*)(pthread_mutex_t*);
  // Not a local static: its guard may lock. Looked up more than once at the most.
  static std::atomic<Function> next{nullptr};
  Function function = next.load(std::memory_order_acquire);
  if (function == nullptr) {
    function = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_mutex_lock"));
    next.store(function, std::memory_order_release);
  }
  if (depth > 0) ++locks;
  return function(mutex);
}
#endif
