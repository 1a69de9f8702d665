// Buffers of a driver in examination, and runs with them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "doctor/examination.h"

namespace doctor {

/// Which channels have buffers.
enum class Channels { all, inputs, outputs };

/// How a run has gone on.
enum class Pace { going, silent, stalled, storm };

/// Buffers, for as long as it lives: they are disposed of at its end unless that was done before. The list
/// that the driver is given is the stream's own and stays where it is.
class Stream {
 public:
  Stream(Examination& exam, Channels channels, long frames);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Calls `createBuffers`. What was refused has nothing to dispose of.
  abi::Error create();
  /// True: all halves are there.
  bool isWhole() const;
  /// Both halves of all outputs, and of inputs as well.
  void silence();
  abi::Error dispose();

  abi::Error start();
  /// Waits for `switches` since the start, with the patience of the order. In step it steps.
  Pace awaitSwitches(std::uint64_t switches);
  /// Lets it run for that long.
  Pace runFor(std::uint64_t ns, const char* part);
  abi::Error stop();

  /// More switches than there was time for: in start, and in stop.
  std::uint64_t earlyInStart() const noexcept { return earlyInStart_; }
  std::uint64_t extraInStop() const noexcept { return extraInStop_; }
  bool isStepped() const noexcept { return isStepped_; }
  std::uint64_t startedNs() const noexcept { return startedNs_; }

  long frames() const noexcept { return frames_; }
  std::vector<abi::BufferInfo>& infos() noexcept { return infos_; }
  std::size_t bytesOf(const abi::BufferInfo& info) const;
  std::size_t sampleBytesOf(const abi::BufferInfo& info) const;
  void watchInputs();

 private:
  abi::SampleType typeOf(const abi::BufferInfo& info) const;
  bool step();
  bool isStorm() const;
  /// Switches that there was time for since the start.
  std::uint64_t due() const;

  Examination& exam_;
  const long frames_;
  std::vector<abi::BufferInfo> infos_;
  bool isMade_ = false;
  bool isStarted_ = false;
  bool isStepped_ = false;
  bool isFree_ = false;  ///< time is virtual, and nobody can step
  std::uint64_t stepped_ = 0;
  std::uint64_t startedNs_ = 0;
  std::uint64_t earlyInStart_ = 0;
  std::uint64_t extraInStop_ = 0;
};

}  // namespace doctor
