// A driver's table as it is: every call is written down and timed, and nothing that comes out of it is
// mended. What the driver writes, it writes into memory with room behind it, and how far it wrote is told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "doctor/trail.h"
#include "host/loader.h"
#include "platform/guarded_call.h"

namespace doctor {

/// The driver crashed and this process goes on: nothing more is to be asked of it. It is in the trail.
struct Crashed {};

/// A text that the driver has written.
struct DriverText {
  std::string text;     ///< up to its end, or as long as it may be
  bool ends = false;    ///< there is a zero within the room that the protocol gives
  bool isPast = false;  ///< something was written behind that room
};

/// What came of `getChannelInfo`.
struct ChannelAnswer {
  abi::Error code = abi::error::kOk;
  abi::ChannelInfo info = {};
  DriverText name;
};

/// What came of `getClockSources`.
struct ClockAnswer {
  abi::Error code = abi::error::kOk;
  abi::Long count = 0;
  std::vector<abi::ClockSource> clocks;  ///< those that were filled in, whatever the count says
};

/// What the four numbers say.
struct SizesAnswer {
  abi::Error code = abi::error::kOk;
  abi::Long min = 0, max = 0, preferred = 0, step = 0;
  bool operator==(const SizesAnswer& other) const noexcept {
    return code == other.code && min == other.min && max == other.max && preferred == other.preferred &&
           step == other.step;
  }
  bool operator!=(const SizesAnswer& other) const noexcept { return !(*this == other); }
};

/// Two numbers and the result.
struct PairAnswer {
  abi::Error code = abi::error::kOk;
  abi::Long first = 0, second = 0;
};

struct RateAnswer {
  abi::Error code = abi::error::kOk;
  double rate = 0;
};

/// Thread: the examination's, in an apartment. Blocking: the driver's. Every method throws `Crashed`.
class RawDriver {
 public:
  /// Loads it. Throws `host::Error` where there is none.
  RawDriver(const host::DriverSource& source, Trail& trail);
  /// Leaves it as it is: who wants it released says so.
  ~RawDriver() = default;
  RawDriver(const RawDriver&) = delete;
  RawDriver& operator=(const RawDriver&) = delete;

  abi::Driver* object() const noexcept { return loaded_.object; }
  void release();

  abi::Bool init(void* systemHandle);
  DriverText name();
  abi::Long version();
  DriverText message();
  abi::Error start();
  abi::Error stop();
  PairAnswer channels();
  PairAnswer latencies();
  SizesAnswer sizes();
  abi::Error canSampleRate(double rate);
  RateAnswer sampleRate();
  abi::Error setSampleRate(double rate);
  ClockAnswer clocks();
  abi::Error setClockSource(abi::Long index);
  ChannelAnswer channel(abi::Long channel, bool isInput);
  abi::Error createBuffers(abi::BufferInfo* infos, abi::Long count, abi::Long frames, abi::Callbacks* calls);
  abi::Error disposeBuffers();
  abi::Error future(abi::Long selector, void* opt);
  abi::Error outputReady();
  /// Not written down: it is called for every buffer.
  abi::Error step(std::uint64_t switches);

  /// Whether a call has taken a second: what needs many of them may be left out.
  bool isSlow() const noexcept { return isSlow_; }

 private:
  template <class Result, class Body>
  Result timed(const char* name, Body body);
  template <class Body>
  abi::Error asked(const char* name, Body body);
  void forget();

  Trail& trail_;
  host::LoadedDriver loaded_;
  bool isSlow_ = false;
};

}  // namespace doctor
