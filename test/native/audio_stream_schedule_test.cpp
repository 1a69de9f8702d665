// A stream between a driver and a JavaScript that come across each other in every way a random schedule
// finds.
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "random_schedule.h"
#include "sequence.h"
#include "switch_rig.h"

namespace {

constexpr std::uint32_t kCapacities[] = {4, 8, 64};
constexpr std::uint32_t kBufferFrames[] = {3, 32, 256};
constexpr std::size_t kChannels = 2;

/// What every run has to see before it may end.
constexpr std::uint32_t kBlocks = 200;  ///< in each direction
constexpr std::uint32_t kLosses = 5;    ///< of each kind

/// Those that this is about.
constexpr std::uint32_t kFlags = rt::block_flag::kStart | rt::block_flag::kGap;

using Bytes = std::vector<std::byte>;

engine::StreamPlan planOf(std::uint32_t bufferFrames, std::uint32_t capacity) {
  const std::vector<abi::SampleType> types(kChannels, abi::sample_type::kInt32Lsb);
  return {bufferFrames, bufferFrames * capacity, sample::Format::native, types, types};
}

/// The frames from `position` on, of one channel of one direction.
Bytes framesOf(std::uint64_t number, std::uint64_t position, std::uint32_t frames) {
  Bytes bytes(frames * sizeof(std::uint32_t));
  for (std::uint32_t i = 0; i < frames; ++i) {
    const auto word = static_cast<std::uint32_t>(sequenceWord(number, position + i));
    std::memcpy(bytes.data() + i * sizeof word, &word, sizeof word);
  }
  return bytes;
}

constexpr std::uint64_t inputNumber(std::size_t channel) { return channel; }
constexpr std::uint64_t outputNumber(std::size_t channel) { return kChannels + channel; }

/// One stream and what either side saw of it.
class Run {
 public:
  Run(std::uint32_t bufferFrames, std::uint32_t capacity, std::uint32_t seed)
      : frames_(bufferFrames),
        rig_(planOf(bufferFrames, capacity)),
        driverPace_(encounter_, 0, seed, 2 * capacity),
        scriptPace_(encounter_, 1, seed, 2 * capacity) {
    REQUIRE(rig_.layout.input.capacity == capacity);
    REQUIRE(rig_.layout.output.capacity == capacity);
    rig_.counters().outputWanted = 1;
    rig_.stream->run(0);
  }

  /// Lets the two meet.
  void meet() {
    std::thread script([&] { actAsScript(); });
    actAsDriver();
    script.join();
    while (scriptProblem_.empty() && readOne()) {
    }
    // What was dropped behind the last block.
    while (due_ < position_) passOver();
  }

  void check() {
    rt::StreamCounters& counters = rig_.counters();
    CHECK(driverProblem_ == "");
    CHECK(scriptProblem_ == "");
    CHECK(isEnough());
    CHECK(counters.position.get() == position_);
    CHECK(counters.buffers.get() * frames_ == position_);
    // Input: what is missing is what was counted, at the same places.
    CHECK(missing_ == overruns_);
    CHECK(counters.overruns.get() == overruns_.size());
    CHECK(counters.overrunFrames.get() == overruns_.size() * frames_);
    CHECK((arrived_ + missing_.size()) * frames_ == position_);
    // Output: all that is not silence was queued, and silence was counted.
    CHECK(counters.underruns.get() == silences_);
    CHECK(counters.underrunFrames.get() == silences_ * frames_);
    CHECK((played_ + silences_) * frames_ == position_);
    CHECK(played_ <= queued_);
    CHECK(queued_ - played_ <= rig_.layout.output.capacity);
  }

 private:
  bool isEnough() const {
    const std::uint64_t switches = position_ / frames_;
    return played_ >= kBlocks && switches - overruns_.size() >= kBlocks && silences_ >= kLosses &&
           overruns_.size() >= kLosses;
  }

  // --- The driver's thread

  void actAsDriver() {
    for (abi::Long half = 0;
         driverPace_.goesOn() && driverProblem_.empty() && !(encounter_.isOld() && isEnough()); half ^= 1) {
      const auto index = static_cast<std::size_t>(half);
      for (std::size_t i = 0; i < kChannels; ++i) {
        rig_.setDriverInput(i, index, framesOf(inputNumber(i), position_, frames_));
      }
      rig_.soilOutputs();
      const std::uint64_t overrunsBefore = rig_.counters().overruns.get();
      rig_.driver.bufferSwitch(half);
      if (rig_.counters().overruns.get() != overrunsBefore) overruns_.push_back(position_);
      position_ += frames_;
      hear(index);
      driverPace_.dawdle();
    }
    encounter_.stop();
  }

  /// What is played in this half: the block that is due, or silence.
  void hear(std::size_t half) {
    bool silence = true;
    bool due = true;
    for (std::size_t i = 0; i < kChannels; ++i) {
      const Bytes heard = rig_.driverOutput(i, half);
      silence = silence && heard == Bytes(heard.size(), std::byte{0});
      due = due && heard == framesOf(outputNumber(i), played_ * frames_, frames_);
    }
    if (silence) {
      ++silences_;
    } else if (due) {
      ++played_;
    } else {
      driverProblem_ = "not block " + std::to_string(played_) + " is played, nor silence";
    }
  }

  // --- JavaScript's thread

  void actAsScript() {
    while (scriptPace_.goesOn() && scriptProblem_.empty()) {
      if (scriptPace_.below(2) == 0) {
        queueOne();
      } else {
        readOne();
      }
      scriptPace_.dawdle();
    }
    encounter_.stop();
  }

  void queueOne() {
    const rt::Block block = rig_.output.tryClaim();
    if (!block) return;
    for (std::size_t i = 0; i < kChannels; ++i) {
      const Bytes bytes = framesOf(outputNumber(i), queued_ * frames_, frames_);
      std::memcpy(block.samples + rig_.layout.output.planes[i].offset, bytes.data(), bytes.size());
    }
    scriptPace_.dawdle();
    rig_.output.publish();
    ++queued_;
  }

  bool readOne() {
    const rt::Block block = rig_.input.tryPeek();
    if (!block) return false;
    scriptPace_.dawdle();
    const rt::BlockHeader& header = *block.header;
    const std::uint64_t position = rt::positionOf(header);
    const std::uint32_t expectedFlags =
        (arrived_ == 0 ? rt::block_flag::kStart : 0) | (position != due_ ? rt::block_flag::kGap : 0);
    if (position < due_ || position % frames_ != 0) {
      complain(position, "is not due");
    } else if ((header.flags & kFlags) != expectedFlags || header.frames != frames_) {
      complain(position, "has the wrong header");
    } else {
      for (std::size_t i = 0; i < kChannels; ++i) {
        const Bytes expected = framesOf(inputNumber(i), position, frames_);
        if (SwitchRig::channelOf(rig_.layout.input, block, i) != expected) complain(position, "is torn");
      }
    }
    rig_.input.release();
    while (due_ < position) passOver();
    due_ = position + frames_;
    ++arrived_;
    return true;
  }

  void passOver() {
    missing_.push_back(due_);
    due_ += frames_;
  }

  void complain(std::uint64_t position, const char* what) {
    scriptProblem_ = "the block at " + std::to_string(position) + ' ' + what + "; due is the one at " +
                     std::to_string(due_);
  }

  const std::uint32_t frames_;
  Encounter encounter_;
  SwitchRig rig_;

  // The driver's thread.
  RandomSchedule driverPace_;
  std::uint64_t position_ = 0;
  std::vector<std::uint64_t> overruns_;  ///< positions
  std::uint64_t played_ = 0;
  std::uint64_t silences_ = 0;
  std::string driverProblem_;

  // JavaScript's thread, and what is left of its work when both have ended.
  RandomSchedule scriptPace_;
  std::uint64_t queued_ = 0;
  std::uint64_t due_ = 0;
  std::uint64_t arrived_ = 0;
  std::vector<std::uint64_t> missing_;  ///< positions
  std::string scriptProblem_;
};

}  // namespace

TEST_CASE("whatever the schedule, every frame arrives once and in order, and every lost one is counted") {
  for (const std::uint32_t seed : scheduleSeeds()) {
    for (const std::uint32_t capacity : kCapacities) {
      for (const std::uint32_t bufferFrames : kBufferFrames) {
        INFO(howToRepeat(seed));
        CAPTURE(capacity);
        CAPTURE(bufferFrames);
        Run run(bufferFrames, capacity, seed);
        run.meet();
        run.check();
      }
    }
  }
}
