// A driver that does what a test says, behind the same table as every other. It may be slow, wrong or lie.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "abi/driver.h"
#include "abi/error.h"
#include "abi/sample_types.h"
#include "abi/selectors.h"
#include "host/loader.h"

/// The functions of the table, in its order.
enum class Call {
  queryInterface,
  addRef,
  release,
  init,
  getDriverName,
  getDriverVersion,
  getErrorMessage,
  start,
  stop,
  getChannels,
  getLatencies,
  getBufferSize,
  canSampleRate,
  getSampleRate,
  setSampleRate,
  getClockSources,
  setClockSource,
  getSamplePosition,
  getChannelInfo,
  createBuffers,
  disposeBuffers,
  controlPanel,
  future,
  outputReady,
  create,  ///< not in the table: the driver was loaded
};
inline constexpr std::size_t kCalls = 25;

class FakeDriver {
 public:
  FakeDriver();
  /// Complains about a driver that was not released, unless `mayBeLost`.
  ~FakeDriver();
  FakeDriver(const FakeDriver&) = delete;
  FakeDriver& operator=(const FakeDriver&) = delete;

  // What the driver says. A test changes it while no call is under way.
  bool canBeCreated = true;
  abi::Bool initAnswer = 1;
  std::array<abi::Error, kCalls> answers{};  ///< by call, for those that answer with an error code
  std::string name = "Fake Driver";  ///< written as it is, the terminator with it unless it is too long
  std::string errorText;
  abi::Long version = 3;
  std::array<abi::Long, 2> channels{2, 2};  ///< inputs, outputs
  abi::SampleType type = abi::sample_type::kInt32Lsb;
  std::string channelName = "Channel";
  std::array<abi::Long, 2> latencies{100, 200};
  std::array<abi::Long, 4> bufferSizes{64, 1024, 256, -1};  ///< min, max, preferred, granularity
  double rate = 48000;
  std::vector<double> rates{44100, 48000, 96000};
  int ratesUntilApplied = 0;  ///< how often an accepted rate is not shown yet; -1: never
  std::vector<abi::ClockSource> clocks;
  abi::Long claimedClocks = -1;  ///< the number it gives back; -1: the true one
  /// Those it can do; empty: the three selectors get what `future` answers to all others.
  std::vector<abi::Long> ioFormats;
  abi::Error setIoFormatAnswer = abi::error::kSuccess;
  abi::Error getIoFormatAnswer = abi::error::kSuccess;
  abi::Long ioFormat = abi::io_format::kPcm;  ///< what it says it is in
  /// What it does when it is told a format and does not refuse it. None: nothing.
  std::function<void(abi::Long)> onIoFormat;
  /// Answers `future` for all other selectors; none: the answer of the call.
  std::function<abi::Error(abi::Long, void*)> onFuture;
  std::size_t leaveNull = SIZE_MAX;  ///< createBuffers leaves the second half of that entry out
  bool mayBeLost = false;

  /// Within every call, before it does anything, on the calling thread.
  std::function<void(Call)> onCall;

  // What the host did.
  std::vector<Call> calls() const;
  std::size_t count(Call call) const;
  /// The last call of `first` comes before the last call of `second`.
  bool inOrder(Call first, Call second) const;
  void forget();
  int references() const;
  std::vector<abi::BufferInfo> buffers;        ///< as they were handed out
  const abi::BufferInfo* hostInfos = nullptr;  ///< the host's own, which some drivers go on reading
  abi::Long bufferFrames = 0;
  void* systemHandle = nullptr;
  std::vector<std::string> texts;  ///< that came through `future`
  double lastRate = 0;             ///< the last argument of setSampleRate
  std::vector<abi::Long> toldIoFormats;

  // What the driver does to the host; each is a callback, under the eyes of the guard.
  void bufferSwitch(abi::Long half);
  abi::Time* bufferSwitchTimeInfo(abi::Time* time, abi::Long half);
  void sampleRateDidChange(double newRate);
  abi::Long message(abi::Long selector, abi::Long value = 0);
  /// Stays after disposeBuffers: some drivers call late.
  std::atomic<abi::Callbacks*> callbacks{nullptr};

  std::byte* half(std::size_t entry, abi::Long index) {
    return static_cast<std::byte*>(buffers[entry].buffers[index]);
  }

  /// What loads this driver.
  const host::DriverSource& source() const { return source_; }
  abi::Driver* raw() { return &object_; }

 private:
  friend struct FakeTable;
  friend struct FakeLoader;
  struct Object : abi::Driver {
    FakeDriver* self;
  };

  void note(Call call);
  abi::Error answer(Call call) const { return answers[static_cast<std::size_t>(call)]; }
  void makeBuffers();
  abi::Error answerIoFormat(abi::Long selector, abi::IoFormat& format);

  Object object_;
  host::DriverSource source_;
  std::size_t place_;
  int pendingRates_ = 0;
  double nextRate_ = 0;
  std::vector<std::vector<std::byte>> memory_;

  mutable std::mutex mutex_;  // of what follows
  std::vector<Call> calls_;
  int references_ = 0;
};

/// What every fake driver points at.
const abi::DriverTable& fakeTable();
