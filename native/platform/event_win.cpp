#ifdef _WIN32

#include "platform/event.h"

#include <windows.h>

#include <system_error>

#include "platform/time.h"
#include "platform/timer_win.h"

namespace platform {

Event::Event() : handle_(CreateEventW(nullptr, FALSE, FALSE, nullptr)), timer_(std::make_unique<Timer>()) {
  if (handle_ == nullptr) {
    throw std::system_error(static_cast<int>(GetLastError()), std::system_category(), "CreateEvent");
  }
}

Event::~Event() { CloseHandle(handle_); }

void Event::set() noexcept { SetEvent(handle_); }

void Event::clear() noexcept { ResetEvent(handle_); }

bool Event::waitUntilNs(std::uint64_t deadlineNs) noexcept {
  if (deadlineNs == UINT64_MAX) return WaitForSingleObject(handle_, INFINITE) == WAIT_OBJECT_0;
  // The event stands first: where both are signalled, the system reports the first.
  const HANDLE both[] = {handle_, timer_->handle()};
  while (nowNs() < deadlineNs) {
    const bool timed = timer_->arm(deadlineNs);
    const DWORD result =
        timed ? WaitForMultipleObjects(2, both, FALSE, INFINITE) : WaitForSingleObject(handle_, 1);
    if (result == WAIT_OBJECT_0) return true;
  }
  return WaitForSingleObject(handle_, 0) == WAIT_OBJECT_0;
}

Event::Waited Event::waitUntilNs(std::uint64_t deadlineNs, Event& other) noexcept {
  const HANDLE all[] = {other.handle_, handle_, timer_->handle()};
  for (;;) {
    const bool isOver = nowNs() >= deadlineNs;
    const bool isTimed = !isOver && timer_->arm(deadlineNs);
    const DWORD limitMs = isOver ? 0 : isTimed ? INFINITE : 1;
    const DWORD result = WaitForMultipleObjects(isTimed ? 3 : 2, all, FALSE, limitMs);
    if (result == WAIT_OBJECT_0) return Waited::other;
    if (result == WAIT_OBJECT_0 + 1) return Waited::own;
    if (isOver) return Waited::none;
  }
}

}  // namespace platform

#endif
