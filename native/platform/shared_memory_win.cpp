// A section of the paging file, which goes with the last who has it. A place is an event that exists while
// somebody has it: nobody waits for it.
#ifdef _WIN32

#include "platform/shared_memory.h"

#include <windows.h>

#include <array>
#include <cstdint>
#include <system_error>

#include "platform/text.h"

namespace platform {

namespace {

constexpr DWORD kPatienceMs = 10'000;

[[noreturn]] void fail(DWORD code, const char* what) {
  throw std::system_error(static_cast<int>(code), std::system_category(), what);
}

class Handle {
 public:
  explicit Handle(HANDLE handle = nullptr) noexcept : handle_(handle) {}
  ~Handle() {
    if (handle_ != nullptr) CloseHandle(handle_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  void reset(HANDLE handle) noexcept {
    if (handle_ != nullptr) CloseHandle(handle_);
    handle_ = handle;
  }
  HANDLE get() const noexcept { return handle_; }

 private:
  HANDLE handle_;
};

}  // namespace

struct SharedMemory::System {
  std::wstring name;
  Handle mutex;
  Handle section;
  std::array<std::wstring, kPlaces> placeNames;
  std::array<Handle, kPlaces> places;
};

SharedMemory::SharedMemory(const std::string& name, std::size_t bytes) : system_(std::make_unique<System>()) {
  // Of the user's session: programs of other sessions have their own.
  system_->name = toWide("Local\\bufferswitch-" + name);
  for (int place = 0; place < kPlaces; ++place)
    system_->placeNames[static_cast<std::size_t>(place)] = system_->name + L"-" + std::to_wstring(place);
  system_->mutex.reset(CreateMutexW(nullptr, FALSE, (system_->name + L"-lock").c_str()));
  if (system_->mutex.get() == nullptr) fail(GetLastError(), "CreateMutex");
  const Lock lock(*this);
  const auto wanted = static_cast<std::uint64_t>(bytes);
  system_->section.reset(CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE,
                                            static_cast<DWORD>(wanted >> 32), static_cast<DWORD>(wanted),
                                            system_->name.c_str()));
  if (system_->section.get() == nullptr) fail(GetLastError(), "CreateFileMapping");
  void* const view = MapViewOfFile(system_->section.get(), FILE_MAP_ALL_ACCESS, 0, 0, 0);
  if (view == nullptr) fail(GetLastError(), "MapViewOfFile");
  data_ = static_cast<std::byte*>(view);
  MEMORY_BASIC_INFORMATION facts;
  if (VirtualQuery(view, &facts, sizeof facts) == 0) fail(GetLastError(), "VirtualQuery");
  size_ = facts.RegionSize;
}

SharedMemory::~SharedMemory() { UnmapViewOfFile(data_); }

void SharedMemory::reserve(std::size_t, std::size_t) {
  // A section of the paging file has its room from the beginning.
}

SharedMemory::Lock::Lock(SharedMemory& memory) : memory_(memory) {
  const DWORD result = WaitForSingleObject(memory_.system_->mutex.get(), kPatienceMs);
  // Abandoned: its owner died with it, and now it is ours.
  if (result == WAIT_OBJECT_0 || result == WAIT_ABANDONED) return;
  fail(result == WAIT_TIMEOUT ? WAIT_TIMEOUT : GetLastError(), "shared memory is locked");
}

SharedMemory::Lock::~Lock() { ReleaseMutex(memory_.system_->mutex.get()); }

bool SharedMemory::take(int place) {
  const auto index = static_cast<std::size_t>(place);
  const HANDLE event = CreateEventW(nullptr, FALSE, FALSE, system_->placeNames[index].c_str());
  const DWORD result = GetLastError();
  if (event == nullptr) fail(result, "CreateEvent");
  if (result == ERROR_ALREADY_EXISTS) {
    CloseHandle(event);
    return false;
  }
  system_->places[index].reset(event);
  return true;
}

bool SharedMemory::isTaken(int place) const noexcept {
  const auto index = static_cast<std::size_t>(place);
  if (system_->places[index].get() != nullptr) return false;
  const Handle event(OpenEventW(SYNCHRONIZE, FALSE, system_->placeNames[index].c_str()));
  return event.get() != nullptr;
}

}  // namespace platform

#endif
