// The one way out of the audio thread that touches the system: a doorbell somebody else supplies.
#pragma once

#include "rt/annotations.h"

namespace rt {

/// `ring` never waits or allocates; it makes one system call at the most.
class Signal {
 public:
  using Function = void (*)(void* context) noexcept;

  Signal() = default;
  Signal(Function function, void* context) noexcept : function_(function), context_(context) {}

  void ring() const noexcept RT_SAFE {
    if (function_ != nullptr) function_(context_);
  }

 private:
  Function function_ = nullptr;
  void* context_ = nullptr;
};

}  // namespace rt
