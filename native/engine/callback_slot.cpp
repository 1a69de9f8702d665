#include "engine/callback_slot.h"

#include <chrono>
#include <thread>
#include <utility>

#include "abi/selectors.h"
#include "rt/audio_thread.h"

namespace engine {
namespace {

CallbackSlot slots[kCallbackSlots];

/// The selectors that get an answer other than "unknown", beside those of `CallbackEntry::message`.
constexpr bool isSupported(abi::Long selector) noexcept {
  switch (selector) {
    case abi::message::kSelectorSupported:
    case abi::message::kEngineVersion:
    case abi::message::kResetRequest:
    case abi::message::kResyncRequest:
    case abi::message::kLatenciesChanged:
    case abi::message::kSupportsTimeInfo:
    case abi::message::kSupportsTimeCode:
    case abi::message::kOverload:
    case abi::message::kVirtualTime:
    case abi::message::kAwaitProgram:
      return true;
    default:
      // A changed buffer size is refused, which makes a driver ask for a reset instead.
      return false;
  }
}

/// What the next block says when one of these came.
constexpr std::uint32_t flagsOf(std::uint32_t notices) noexcept {
  std::uint32_t flags = 0;
  if ((notices & notice::kSampleRateChanged) != 0) flags |= rt::block_flag::kRateChanged;
  if ((notices & notice::kClockSourceChanged) != 0) flags |= rt::block_flag::kClockChanged;
  if ((notices & notice::kOverload) != 0) flags |= rt::block_flag::kOverload;
  return flags;
}

constexpr std::uint32_t noticeOf(abi::Long selector) noexcept {
  switch (selector) {
    case abi::message::kResetRequest:
      return notice::kResetRequest;
    case abi::message::kResyncRequest:
      return notice::kResyncRequest;
    case abi::message::kLatenciesChanged:
      return notice::kLatenciesChanged;
    case abi::message::kOverload:
      return notice::kOverload;
    default:
      return 0;
  }
}

}  // namespace

/// What a driver's callbacks do. Runs on threads of the driver: nothing here locks, allocates, waits or
/// throws, and the driver is never called back but for `outputReady`.
class CallbackEntry {
 public:
  static void bufferSwitch(CallbackSlot& slot, abi::Long index,
                           const DriverTime& time = {}) noexcept RT_SAFE {
    const InFlight guard(slot);
    slot.switches_.fetch_add(1, std::memory_order_relaxed);
    AudioStream* const stream = streamOf(slot);
    if (stream == nullptr) return tellReady(slot);
    if (slot.serving_.exchange(true, std::memory_order_acquire)) return stream->countReentry();
    rt::AudioThread thread;
    stream->serve(thread, static_cast<std::size_t>(index & 1), time);
    slot.serving_.store(false, std::memory_order_release);
  }

  static void timeInfo(CallbackSlot& slot, const abi::Time* time, abi::Long index) noexcept RT_SAFE {
    const abi::Long flags = time == nullptr ? 0 : time->timeInfo.flags;
    if ((flags & abi::time_info::kClockSourceChanged) != 0) post(slot, notice::kClockSourceChanged);
    if ((flags & abi::time_info::kSampleRateChanged) != 0) sampleRate(slot, time->timeInfo.sampleRate);
    DriverTime told;
    if ((flags & abi::time_info::kSamplePositionValid) != 0)
      told.position = abi::toUint64(time->timeInfo.samplePosition);
    if (time != nullptr) told.timeCode = &time->timeCode;
    bufferSwitch(slot, index, told);
  }

  static void sampleRate(CallbackSlot& slot, abi::SampleRate rate) noexcept RT_SAFE {
    slot.mailbox_.setSampleRate(rate);
    post(slot, notice::kSampleRateChanged);
  }

  /// Waits for the program where the virtual driver asks for that, which it does outside of a buffer switch.
  static abi::Long message(CallbackSlot& slot, abi::Long selector, abi::Long value) noexcept {
    switch (selector) {
      case abi::message::kSelectorSupported:
        return isSupported(value) ? 1 : 0;
      case abi::message::kEngineVersion:
        return abi::kEngineVersion;
      case abi::message::kSupportsTimeInfo:
      case abi::message::kSupportsTimeCode:
        return 1;
      case abi::message::kVirtualTime:
        return setVirtualTime(slot, value != 0);
      case abi::message::kAwaitProgram:
        return awaitProgram(slot);
      default:
        break;
    }
    const std::uint32_t notices = noticeOf(selector);
    if (notices == 0) return 0;
    post(slot, notices);
    return 1;
  }

 private:
  /// Marks a callback as being inside for as long as it lives.
  class InFlight {
   public:
    explicit InFlight(CallbackSlot& slot) noexcept RT_SAFE : slot_(slot) {
      slot_.inFlight_.fetch_add(1, std::memory_order_seq_cst);
    }
    ~InFlight() { slot_.inFlight_.fetch_sub(1, std::memory_order_release); }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

   private:
    CallbackSlot& slot_;
  };

  /// The stream that is attached, if any. Needs a guard.
  static AudioStream* streamOf(CallbackSlot& slot) noexcept RT_SAFE {
    AudioStream* const stream = slot.stream_.load(std::memory_order_seq_cst);
    return stream == CallbackSlot::shutMark() ? nullptr : stream;
  }

  static void tellReady(CallbackSlot& slot) noexcept RT_SAFE {
    abi::Driver* const driver = slot.readyOf_.load(std::memory_order_seq_cst);
    if (driver != nullptr) driver->table->outputReady(driver);
  }

  static abi::Long setVirtualTime(CallbackSlot& slot, bool is) noexcept RT_SAFE {
    const InFlight guard(slot);
    slot.timeIsVirtual_.store(is, std::memory_order_relaxed);
    if (AudioStream* const stream = streamOf(slot)) stream->setVirtualTime(is);
    return 1;
  }

  static abi::Long awaitProgram(CallbackSlot& slot) noexcept {
    const InFlight guard(slot);
    AudioStream* const stream = streamOf(slot);
    if (stream == nullptr) return 1;
    rt::AudioThread thread;
    return stream->awaitProgram(thread) ? 1 : 0;
  }

  static void post(CallbackSlot& slot, std::uint32_t notices) noexcept RT_SAFE {
    const InFlight guard(slot);
    if (AudioStream* const stream = streamOf(slot)) stream->raise(flagsOf(notices));
    slot.mailbox_.post(notices);
    if (slot.listening_.load(std::memory_order_seq_cst)) slot.onNotice_.ring();
  }
};

namespace {

template <std::size_t Slot>
struct Trampoline {
  static void bufferSwitch(abi::Long index, abi::Bool) { CallbackEntry::bufferSwitch(slots[Slot], index); }
  static void sampleRateDidChange(abi::SampleRate rate) { CallbackEntry::sampleRate(slots[Slot], rate); }
  static abi::Long asioMessage(abi::Long selector, abi::Long value, void*, double*) {
    return CallbackEntry::message(slots[Slot], selector, value);
  }
  static abi::Time* bufferSwitchTimeInfo(abi::Time* time, abi::Long index, abi::Bool) {
    CallbackEntry::timeInfo(slots[Slot], time, index);
    return nullptr;
  }
};

struct Table {
  abi::Callbacks callbacks[kCallbackSlots];
};

template <std::size_t... Slot>
constexpr Table makeTable(std::index_sequence<Slot...>) {
  return {{{Trampoline<Slot>::bufferSwitch, Trampoline<Slot>::sampleRateDidChange,
            Trampoline<Slot>::asioMessage, Trampoline<Slot>::bufferSwitchTimeInfo}...}};
}

Table table = makeTable(std::make_index_sequence<kCallbackSlots>());

}  // namespace

CallbackSlot* CallbackSlot::claim() noexcept {
  for (CallbackSlot& slot : slots) {
    if (slot.taken_.exchange(true, std::memory_order_acquire)) continue;
    slot.mailbox_.take();
    slot.switches_.store(0, std::memory_order_relaxed);
    slot.timeIsVirtual_.store(false, std::memory_order_relaxed);
    slot.stream_.store(nullptr, std::memory_order_seq_cst);
    slot.readyOf_.store(nullptr, std::memory_order_seq_cst);
    return &slot;
  }
  return nullptr;
}

void CallbackSlot::listen(rt::Signal onNotice) noexcept {
  onNotice_ = onNotice;
  listening_.store(true, std::memory_order_seq_cst);
}

bool CallbackSlot::attach(AudioStream* stream) noexcept {
  AudioStream* none = nullptr;
  return stream_.compare_exchange_strong(none, stream, std::memory_order_seq_cst);
}

void CallbackSlot::tellReady(abi::Driver* driver) noexcept {
  readyOf_.store(driver, std::memory_order_seq_cst);
  if (driver == nullptr) drain();
}

bool CallbackSlot::release() noexcept {
  stream_.store(shutMark(), std::memory_order_seq_cst);
  listening_.store(false, std::memory_order_seq_cst);
  if (!drain()) return false;
  taken_.store(false, std::memory_order_release);
  return true;
}

bool CallbackSlot::detach() noexcept {
  AudioStream* seen = stream_.load(std::memory_order_seq_cst);
  while (seen != shutMark() && !stream_.compare_exchange_weak(seen, nullptr, std::memory_order_seq_cst))
    continue;
  return drain();
}

void CallbackSlot::mute() noexcept {
  const Use use(*this);
  AudioStream* const stream = stream_.load(std::memory_order_seq_cst);
  if (stream != nullptr && stream != shutMark()) stream->mute();
}

Pace CallbackSlot::pace() noexcept {
  const Use use(*this);
  const AudioStream* const stream = stream_.load(std::memory_order_seq_cst);
  return stream == nullptr || stream == shutMark() ? Pace{} : stream->pace();
}

bool CallbackSlot::shut() noexcept {
  {
    const Use use(*this);  // who detaches the stream meanwhile waits for this, and does not free it
    AudioStream* const stream = stream_.exchange(shutMark(), std::memory_order_seq_cst);
    if (stream != nullptr && stream != shutMark()) stream->mute();
  }
  return drain();
}

CallbackSlot::Use::Use(CallbackSlot& slot) noexcept : slot_(slot) {
  slot_.inFlight_.fetch_add(1, std::memory_order_seq_cst);
  open_ = slot_.stream_.load(std::memory_order_seq_cst) != shutMark();
}

CallbackSlot::Use::~Use() { slot_.inFlight_.fetch_sub(1, std::memory_order_release); }

bool CallbackSlot::drain() const noexcept {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::nanoseconds(kDrainLimitNs);
  while (inFlight_.load(std::memory_order_seq_cst) != 0) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::yield();  // a callback takes microseconds
  }
  return true;
}

abi::Callbacks* CallbackSlot::callbacks() noexcept { return &table.callbacks[this - slots]; }

}  // namespace engine
