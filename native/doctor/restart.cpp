// A driver that is released and loaded again: whether it comes back, and as what.
#include <algorithm>

#include "doctor/describe.h"
#include "doctor/parts.h"
#include "platform/time.h"

namespace doctor {
namespace {

constexpr std::uint64_t kFirstPauseNs = 50'000'000;
constexpr std::uint64_t kLongestPauseNs = 500'000'000;

/// Until it starts up, or patience is at its end. Tells how long that took; false: it did not.
bool comesBack(Examination& exam, std::uint64_t& tookNs) {
  const std::uint64_t begin = platform::nowNs();
  for (std::uint64_t pause = kFirstPauseNs;; pause = std::min(2 * pause, kLongestPauseNs)) {
    exam.load();
    if (exam.startUp()) {
      tookNs = pause == kFirstPauseNs ? 0 : platform::nowNs() - begin;
      return true;
    }
    exam.driver().release();
    if (platform::nowNs() + pause > begin + exam.order().patienceNs) return false;
    exam.pauseNs(pause);
  }
}

void compare(Examination& exam) {
  RawDriver& driver = exam.driver();
  const Facts& facts = exam.facts();
  const PairAnswer channels = driver.channels();
  const bool isSame = channels.first == facts.inputs && channels.second == facts.outputs;
  exam.check("facts-stay", isSame,
             std::to_string(channels.first) + " inputs and " + std::to_string(channels.second) +
                 " outputs in place of " + std::to_string(facts.inputs) + " and " +
                 std::to_string(facts.outputs));
  if (facts.sizesMove) return;
  const SizesAnswer sizes = driver.sizes();
  exam.check("facts-stay", sizes == facts.sizes,
             "sizes of " + std::to_string(sizes.min) + " to " + std::to_string(sizes.max) + ", preferred " +
                 std::to_string(sizes.preferred) + ", in place of " + std::to_string(facts.sizes.min) +
                 " to " + std::to_string(facts.sizes.max) + ", preferred " +
                 std::to_string(facts.sizes.preferred));
}

/// Anything, of a driver that is not started up.
void askTooEarly(RawDriver& driver) {
  driver.name();
  driver.version();
  driver.channels();
  driver.sampleRate();
}

}  // namespace

void examineRestart(Examination& exam) {
  exam.trail().part("restart", 0, 2);
  exam.recorder().begin(nullptr);
  exam.driver().release();
  std::uint64_t tookNs = 0;
  const bool isBack = comesBack(exam, tookNs);
  const std::string took = std::to_string(tookNs / 1'000'000) + " ms";
  if (!exam.check("starts-again", isBack && tookNs == 0,
                  isBack ? "only " + took + " after it was released" : "it did not start up any more")) {
    if (!isBack) throw Over();
    compare(exam);
    exam.trail().skipped("asked-before-init", "it is not ready at once after it was released");
    return;
  }
  compare(exam);
  exam.trail().part("restart", 1, 2);
  exam.driver().release();
  exam.load();
  askTooEarly(exam.driver());
  const bool isUp = exam.startUp();
  exam.check("asked-before-init", isUp,
             "it did not start up after it was asked for its name, channels and rate");
  if (isUp) return;
  exam.driver().release();
  if (!comesBack(exam, tookNs)) throw Over();
}

}  // namespace doctor
