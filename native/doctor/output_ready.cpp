// A host that says in its first switches that its output is ready, and then no more. Last of all, as there
// are drivers that do not recover from it.
#include "doctor/parts.h"
#include "doctor/run_end.h"
#include "platform/time.h"

namespace doctor {

void examineOutputReady(Examination& exam) {
  constexpr const char* kRule = "output-ready-needed";
  constexpr std::uint64_t kTold = 4;
  constexpr std::uint64_t kUntold = 6;
  Facts& facts = exam.facts();
  exam.trail().part("output ready", 0, 1);
  facts.wantsOutputReady = abi::error::succeeded(exam.driver().outputReady());
  if (!facts.wantsOutputReady) return exam.trail().skipped(kRule, "it does not want to hear of that");
  Stream stream(exam, Channels::all, exam.driver().sizes().preferred);
  if (!abi::error::succeeded(stream.create()) || !stream.isWhole()) return;
  stream.silence();
  exam.recorder().tellReady(true);
  if (!abi::error::succeeded(stream.start())) return;
  if (stream.awaitSwitches(kTold) == Pace::going) {
    exam.recorder().tellReady(false);
    const std::uint64_t before = exam.recorder().count();
    const Pace pace = stream.awaitSwitches(before + kUntold);
    exam.check(
        kRule, pace == Pace::going,
        std::to_string(exam.recorder().count() - before) + " switches came after the last that was told");
  }
  exam.recorder().tellReady(true);
  exam.driver().outputReady();
  stream.stop();
}

}  // namespace doctor
