// A run with all channels, and short ones with other sizes and fewer channels.
#include <algorithm>

#include "abi/selectors.h"
#include "doctor/describe.h"
#include "doctor/messages.h"
#include "doctor/parts.h"
#include "doctor/run.h"
#include "doctor/run_end.h"
#include "doctor/sizes.h"

namespace doctor {
namespace {

/// Some do what they do only after a while.
constexpr std::uint64_t kMostSwitches = 48;
constexpr std::uint64_t kFewSwitches = 4;
constexpr std::uint64_t kRunNs = 400'000'000;

std::uint64_t switchesIn(std::uint64_t ns, long frames, double rate, std::uint64_t most) {
  const std::uint64_t period = std::max<std::uint64_t>(1, Examination::periodNs(frames, rate));
  return std::clamp<std::uint64_t>(ns / period, kFewSwitches, most);
}

bool wasTold(const std::vector<Message>& messages, abi::Long selector) {
  return std::any_of(messages.begin(), messages.end(),
                     [=](const Message& message) { return message.selector == selector; });
}

/// What the driver says while it runs, and whether that is still so.
void examineAnswers(Examination& exam) {
  RawDriver& driver = exam.driver();
  const Facts& facts = exam.facts();
  const std::vector<Message> messages = exam.recorder().messages();
  const RateAnswer rate = driver.sampleRate();
  if (facts.rate > 0 && !wasTold(messages, kRateChanged)) {
    const bool isSame = abi::error::succeeded(rate.code) && rate.rate == facts.rate;
    exam.check("rate-change-announced", isSame,
               number(facts.rate) + " Hz became " +
                   (abi::error::succeeded(rate.code) ? number(rate.rate) + " Hz"
                                                     : answered("getSampleRate", rate.code)));
  }
  const PairAnswer latencies = driver.latencies();
  const bool isSame = latencies.code == facts.latencies.code && latencies.first == facts.latencies.first &&
                      latencies.second == facts.latencies.second;
  const bool mayChange =
      wasTold(messages, abi::message::kLatenciesChanged) || wasTold(messages, kRateChanged);
  if (abi::error::succeeded(latencies.code))
    exam.check("latencies-change-told", isSame || mayChange,
               std::to_string(latencies.first) + " and " + std::to_string(latencies.second) +
                   " in place of " + std::to_string(facts.latencies.first) + " and " +
                   std::to_string(facts.latencies.second));
  const PairAnswer channels = driver.channels();
  exam.check("lost", abi::error::succeeded(channels.code),
             answered("while it streams, getChannels", channels.code));
}

void tell(Examination& exam, const std::vector<Outcome>& outcomes) {
  for (const Outcome& outcome : outcomes) exam.check(outcome.rule, outcome.seen.empty(), outcome.seen);
}

/// Some go on to use the list of buffers that they were given. It is the host's again.
void examineList(Examination& exam) {
  Stream stream(exam, Channels::all, exam.facts().sizes.preferred);
  if (!abi::error::succeeded(stream.create()) || !stream.isWhole()) return;
  stream.silence();
  exam.recorder().tellReady(exam.facts().wantsOutputReady);
  std::vector<abi::BufferInfo>& infos = stream.infos();
  const std::vector<abi::BufferInfo> kept = infos;
  std::size_t bytes = 1;
  for (const abi::BufferInfo& info : kept) bytes = std::max(bytes, stream.bytesOf(info));
  std::vector<unsigned char> nobodys(bytes);
  for (abi::BufferInfo& info : infos) info = {0, 0x5a5a, {nobodys.data(), nobodys.data()}};
  const abi::Error with = stream.start();
  std::copy(kept.begin(), kept.end(), infos.begin());
  const abi::Error without = abi::error::succeeded(with) ? with : stream.start();
  exam.check("keeps-list", abi::error::succeeded(with) || !abi::error::succeeded(without),
             answered("once the host had used its list for something else, start", with));
  if (abi::error::succeeded(without)) {
    stream.awaitSwitches(kFewSwitches);
    stream.stop();
  }
}

void examineShort(Examination& exam, Channels channels, long frames, const char* rule) {
  Stream stream(exam, channels, frames);
  const abi::Error code = stream.create();
  if (!abi::error::succeeded(code) || !stream.isWhole()) {
    if (!abi::error::succeeded(code)) exam.driver().disposeBuffers();
    return;  // told elsewhere
  }
  stream.silence();
  exam.recorder().tellReady(exam.facts().wantsOutputReady);
  if (!exam.checkOk("start-result", stream.start(), "start with " + std::to_string(frames) + " frames"))
    return;
  const Pace pace = stream.awaitSwitches(kFewSwitches);
  exam.check(
      rule, pace == Pace::going,
      std::to_string(frames) + " frames: " + std::to_string(exam.recorder().count()) + " switches came");
  tell(exam, judgeOrder(exam.recorder().switches()));
  examineStop(exam, stream, false);
  examineDispose(exam, stream);
}

/// With all channels and the preferred size.
void examineFirst(Examination& exam) {
  Facts& facts = exam.facts();
  Stream stream(exam, Channels::all, facts.sizes.preferred);
  facts.wantsOutputReady = abi::error::succeeded(exam.driver().outputReady());
  if (!examineStart(exam, stream)) throw Over();
  exam.recorder().askPosition(true);
  stream.watchInputs();
  const std::uint64_t wanted = switchesIn(kRunNs, stream.frames(), facts.rate, kMostSwitches);
  const Pace pace = stream.awaitSwitches(wanted);
  const bool isGoing = examinePace(exam, pace);
  if (pace != Pace::silent) exam.trail().fact("streamed", "1");
  if (isGoing) examineAnswers(exam);
  examineStop(exam, stream, true);
  judgeRun(exam, stream);
  examineDispose(exam, stream);
  if (!isGoing) throw Over();
}

/// With the other sizes, and with fewer channels.
void examineOthers(Examination& exam) {
  const Facts& facts = exam.facts();
  const std::vector<long> sizes = sizesToTry(facts.sizes);
  const long all = static_cast<long>(sizes.size()) + 2;
  long done = 0;
  for (const long frames : sizes) {
    exam.trail().part("run", ++done, all);
    if (frames == facts.sizes.preferred) continue;
    const std::uint64_t took = Examination::periodNs(frames, facts.rate) * kFewSwitches;
    if (!facts.isTimeVirtual && took > 2 * kRunNs)
      exam.trail().skipped("switches-of-size", std::to_string(frames) + " frames take too long");
    else
      examineShort(exam, Channels::all, frames, "switches-of-size");
  }
  if (facts.inputs == 0 || facts.outputs == 0) return;
  exam.trail().part("run", ++done, all);
  examineShort(exam, Channels::inputs, facts.sizes.preferred, "inputs-stream");
  exam.trail().part("run", ++done, all);
  examineShort(exam, Channels::outputs, facts.sizes.preferred, "outputs-stream");
}

}  // namespace

void judgeRun(Examination& exam, Stream& stream) {
  const Facts& facts = exam.facts();
  const std::vector<Switch> all = exam.recorder().switches();
  const std::vector<Message> messages = exam.recorder().messages();
  RunFacts run;
  run.frames = stream.frames();
  run.rate = facts.rate;
  run.saysTimeInfo = facts.hasTimeInfo;
  run.wasOverloaded = wasTold(messages, abi::message::kOverload);
  if (run.wasOverloaded) exam.trail().skipped("position-step", "it was overloaded in between, and said so");
  tell(exam, judgeOrder(all));
  tell(exam, judgeTimes(all, run));
  tell(exam, judgeInputs(exam.recorder().snippets(), facts.inputTypes));
  examineMessages(exam, facts.rate);
}

void examineRun(Examination& exam) {
  exam.trail().part("run", 0, 1);
  examineFirst(exam);
  if (!exam.driver().isSlow()) {
    examineList(exam);
    return examineOthers(exam);
  }
  for (const char* const rule : {"keeps-list", "switches-of-size", "inputs-stream", "outputs-stream"})
    exam.trail().skipped(rule, "its calls take a second");
}

}  // namespace doctor
