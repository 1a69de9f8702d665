// A driver is put through the contract: what it says of itself, its rates, its sizes, its buffers, a run, its
// end. What is looked at and seen goes into a trail; the words about it are in TypeScript (src/doctor/rules),
// by the names of the rules.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "doctor/raw_driver.h"
#include "doctor/recorder.h"
#include "doctor/trail.h"
#include "platform/apartment.h"
#include "platform/event.h"

namespace doctor {

struct Order {
  host::DriverSource source;
  std::string settings;          ///< of the virtual driver; empty: none
  std::string trail;             ///< the file
  std::uint64_t durationNs = 0;  ///< of the run that is timed
  std::uint64_t patienceNs = 0;  ///< for the first switch, and for a driver that is to start up again
};

/// The driver is as far as it comes; why is in the trail.
struct Over {};

/// What a driver has said of itself, as later parts need it.
struct Facts {
  long inputs = 0;
  long outputs = 0;
  SizesAnswer sizes;
  bool sizesMove = false;  ///< they are others whenever it is asked
  double rate = 0;         ///< 0: it does not know, or says nonsense
  std::vector<abi::SampleType> inputTypes;
  std::vector<abi::SampleType> outputTypes;
  PairAnswer latencies;
  bool hasTimeInfo = false;  ///< it says that it tells times
  bool wantsOutputReady = false;
  bool isTimeVirtual = false;  ///< it makes its time itself, as the virtual driver does with some clocks
};

/// One who goes through the parts. Thread: its own, which has the apartment.
class Examination {
 public:
  Examination(const Order& order, Trail& trail, platform::Apartment& apartment);

  /// All of it. Throws nothing but what is ours to mend.
  void run();

  // --- What the parts use

  Trail& trail() noexcept { return trail_; }
  RawDriver& driver() noexcept { return *driver_; }
  Recorder& recorder() noexcept { return recorder_; }
  const Order& order() const noexcept { return order_; }
  Facts& facts() noexcept { return facts_; }

  /// The rule was looked at; where `isKept` is false, `what` was seen instead. Returns `isKept`.
  bool check(const char* rule, bool isKept, const std::string& what);
  /// A result that has to be a yes.
  bool checkOk(const char* rule, abi::Error code, const std::string& call);
  /// What the driver says about its last refusal, to be added to what was seen.
  std::string words();

  /// The driver's windows live on meanwhile.
  void pauseNs(std::uint64_t ns);

  /// Loads a driver and tells it who it is, without starting it up.
  void load();
  bool startUp();

  /// Buffers have `frames` at `rate`; how long one takes.
  static std::uint64_t periodNs(long frames, double rate) noexcept;

 private:
  void examine();
  void begin();

  const Order& order_;
  Trail& trail_;
  platform::Apartment& apartment_;
  Recorder& recorder_;
  std::unique_ptr<RawDriver> driver_;
  Facts facts_;
  platform::Event never_;
};

/// Whether there may be a driver in examination in this process; one at a time.
class Turn {
 public:
  Turn();  ///< throws `host::Error`: invalidState
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

/// On the calling thread, from loading the driver to its release.
void examine(const Order& order);

}  // namespace doctor
