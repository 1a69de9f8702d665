#include "doctor/run_end.h"

#include "doctor/describe.h"

namespace doctor {
namespace {

/// For drivers that go on for a while.
constexpr std::uint64_t kLingerNs = 30'000'000;

}  // namespace

bool examineStart(Examination& exam, Stream& stream) {
  const std::string called = "createBuffers of " + std::to_string(stream.frames()) + " frames";
  if (!exam.checkOk("size-refused", stream.create(), called)) return false;
  if (!stream.isWhole()) return false;  // it is told elsewhere, and the driver may not survive it
  stream.silence();
  exam.recorder().tellReady(exam.facts().wantsOutputReady);
  const bool starts = exam.checkOk("start-result", stream.start(), "start");
  exam.facts().isTimeVirtual = exam.recorder().isTimeVirtual();
  const std::uint64_t early = stream.earlyInStart();
  exam.check("switch-in-start", early == 0, std::to_string(early) + " more than there was time for");
  return starts;
}

bool examinePace(Examination& exam, Pace pace) {
  exam.check("switches-come", pace != Pace::silent, "none after start");
  exam.check("stalls", pace != Pace::stalled,
             "after " + std::to_string(exam.recorder().count()) + " switches no other came");
  exam.check("storm", pace != Pace::storm,
             std::to_string(exam.recorder().count()) + " switches, and no time for half of them");
  return pace == Pace::going;
}

void examineStop(Examination& exam, Stream& stream, bool lingers) {
  exam.checkOk("stop-result", stream.stop(), "stop");
  const std::uint64_t extra = stream.extraInStop();
  exam.check("switch-in-stop", extra == 0, std::to_string(extra) + " more than there was time for");
  if (lingers) exam.pauseNs(kLingerNs);
  const std::uint64_t late = exam.recorder().countIn(Phase::stopped);
  exam.check("switch-after-stop", late == 0, std::to_string(late) + " after stop had returned");
}

void examineDispose(Examination& exam, Stream& stream) {
  exam.checkOk("dispose-result", stream.dispose(), "disposeBuffers");
  const std::uint64_t late = exam.recorder().countIn(Phase::disposing);
  exam.check("switch-in-dispose", late == 0, std::to_string(late) + " while buffers were disposed of");
}

}  // namespace doctor
