// A reference to an object of the system's. Windows only.
#pragma once

#ifdef _WIN32

#include <mmdeviceapi.h>

#include <utility>

namespace drivers::wasapi {

template <class T>
class ComPointer {
 public:
  ComPointer() = default;
  ~ComPointer() { reset(); }
  ComPointer(ComPointer&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  ComPointer& operator=(ComPointer&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }

  T* operator->() const noexcept { return object_; }
  T* get() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }

  void reset() noexcept {
    if (object_ != nullptr) std::exchange(object_, nullptr)->Release();
  }
  /// For a call that gives out a reference.
  T** out() noexcept {
    reset();
    return &object_;
  }
  void** outAny() noexcept { return reinterpret_cast<void**>(out()); }

 private:
  T* object_ = nullptr;
};

/// While it lives, a thread without an apartment can use COM: it is taken for one of those that have none of
/// their own. Nothing is changed for a thread that has one.
class ComUse {
 public:
  ComUse() noexcept { isThere_ = SUCCEEDED(CoIncrementMTAUsage(&cookie_)); }
  ~ComUse() {
    if (isThere_) CoDecrementMTAUsage(cookie_);
  }
  ComUse(const ComUse&) = delete;
  ComUse& operator=(const ComUse&) = delete;

 private:
  CO_MTA_USAGE_COOKIE cookie_ = nullptr;
  bool isThere_ = false;
};

}  // namespace drivers::wasapi

#endif
