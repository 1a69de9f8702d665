// Where a device and the stream on it are in their life: the one place that says what may follow what.
//
//   closed ──▶ opening ──▶ open ──▶ preparing ──▶ prepared ──▶ starting ──▶ running
//     ▲           │        │ ▲ ◀───────┘ (refused)   │ ▲ ◀────────┘ (refused)  │
//     │ ◀─────────┘        │ └────── disposing ◀─────┘ └─────── stopping ◀─────┘
//     │ (refused)          │
//     ├──── restarting ◀── open, prepared, running; ──▶ open
//     └──── closing    ◀── the same
//
// The states in -ing last as long as the driver takes. `restarting`: what there is of a stream is taken down,
// and the driver is switched to another rate or loaded anew. A driver that is loaded anew, then or because it
// makes no other buffers while it is loaded, and does not come back leaves a device that is closed. Stopping,
// disposing, restarting and closing lead to `lost` instead where a callback of the driver never returned.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace host {

enum class LifeState : std::uint8_t {
  closed,
  opening,
  open,
  preparing,
  prepared,
  starting,
  running,
  stopping,
  disposing,
  restarting,
  closing,
  lost,
};

inline constexpr std::size_t kLifeStates = static_cast<std::size_t>(LifeState::lost) + 1;

/// Whether a device may go from `from` straight to `to`.
bool mayFollow(LifeState from, LifeState to) noexcept;

/// As in the picture.
const char* nameOf(LifeState state) noexcept;

class Life {
 public:
  /// Thread: any. Blocking: wait-free.
  LifeState state() const noexcept { return state_.load(std::memory_order_acquire); }
  bool is(LifeState state) const noexcept { return this->state() == state; }

  /// Thread: the driver's. A step that is not in the picture is a fault of ours and throws
  /// `std::logic_error`.
  void enter(LifeState next);

 private:
  std::atomic<LifeState> state_{LifeState::closed};
};

}  // namespace host
