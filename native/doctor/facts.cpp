// What a driver says of itself before it has buffers: channels, latencies, clocks, extensions.
#include <algorithm>
#include <set>

#include "abi/selectors.h"
#include "doctor/describe.h"
#include "doctor/parts.h"
#include "sample/type_info.h"

namespace doctor {
namespace {

/// More channels than any driver has; of what claims more nobody asks for each.
constexpr long kMostChannels = 4096;
/// The protocol has no such selector.
constexpr abi::Long kNobodysSelector = 0x0badc0de;

std::string channelName(long channel, bool isInput) {
  return (isInput ? "input " : "output ") + std::to_string(channel);
}

/// All the channels of one direction, and what is the matter with them as a whole.
class ChannelCheck {
 public:
  ChannelCheck(Examination& exam, bool isInput, long count) : exam_(exam), isInput_(isInput), count_(count) {}

  std::vector<abi::SampleType> run() {
    for (long channel = 0; channel < count_; ++channel) look(channel);
    if (isNamed_ && count_ > 1)
      exam_.check("channel-names-differ", names_.size() == static_cast<std::size_t>(count_),
                  times(names_.size(), static_cast<std::uint64_t>(count_), "names differ"));
    const std::set<abi::SampleType> types(types_.begin(), types_.end());
    if (count_ > 1) {
      std::string list;
      for (const abi::SampleType type : types) list += (list.empty() ? "" : ", ") + typeName(type);
      exam_.check("types-same", types.size() == 1,
                  std::string(isInput_ ? "inputs" : "outputs") + " have " + list);
    }
    return types_;
  }

 private:
  static std::string typeName(abi::SampleType type) {
    const sample::TypeInfo* const info = sample::findType(type);
    return info == nullptr ? std::to_string(type) : info->name;
  }

  void look(long channel) {
    const std::string called = channelName(channel, isInput_);
    const ChannelAnswer answer = exam_.driver().channel(channel, isInput_);
    if (!exam_.checkOk("channel-info", answer.code, "getChannelInfo of " + called)) throw Over();
    const abi::ChannelInfo& info = answer.info;
    exam_.check("channel-info-room", !answer.name.isPast, "behind what it was given for " + called);
    exam_.check("channel-names-end", answer.name.ends, called + ": " + answer.name.text);
    isNamed_ =
        exam_.check("channel-names-there", !answer.name.text.empty(), called + " has none") && isNamed_;
    exam_.check("sample-type", sample::findType(info.type) != nullptr,
                called + " has type " + std::to_string(info.type));
    exam_.check("active-flag", info.isActive == 0,
                called + " says " + std::to_string(info.isActive) + " while there are no buffers");
    names_.insert(answer.name.text);
    types_.push_back(info.type);
  }

  Examination& exam_;
  const bool isInput_;
  const long count_;
  bool isNamed_ = true;
  std::set<std::string> names_;
  std::vector<abi::SampleType> types_;
};

void examineChannels(Examination& exam) {
  Facts& facts = exam.facts();
  const PairAnswer counts = exam.driver().channels();
  if (!exam.checkOk("channels-counted", counts.code, "getChannels")) throw Over();
  const long in = counts.first;
  const long out = counts.second;
  const bool isSane = in >= 0 && out >= 0 && in + out > 0 && in <= kMostChannels && out <= kMostChannels;
  if (!exam.check("channels-counted", isSane,
                  std::to_string(in) + " inputs and " + std::to_string(out) + " outputs" + exam.words()))
    throw Over();
  facts.inputs = in;
  facts.outputs = out;
  exam.trail().fact("inputs", std::to_string(in));
  exam.trail().fact("outputs", std::to_string(out));
  facts.inputTypes = ChannelCheck(exam, true, in).run();
  facts.outputTypes = ChannelCheck(exam, false, out).run();
}

void examineLatencies(Examination& exam) {
  const PairAnswer latencies = exam.driver().latencies();
  exam.facts().latencies = latencies;
  const bool isKnown = exam.checkOk("latencies-early", latencies.code, "getLatencies");
  if (!isKnown) return;
  exam.check("latencies-negative", latencies.first >= 0 && latencies.second >= 0,
             std::to_string(latencies.first) + " and " + std::to_string(latencies.second));
}

void examineClocks(Examination& exam) {
  const ClockAnswer answer = exam.driver().clocks();
  if (!exam.checkOk("clocks-listed", answer.code, "getClockSources")) return;
  const auto filled = static_cast<abi::Long>(answer.clocks.size());
  const bool isCounted = answer.count >= 1 && answer.count <= filled;
  exam.check("clocks-counted", isCounted,
             std::to_string(answer.count) + " were counted and " + std::to_string(filled) + " filled in");
  abi::Long current = 0;
  for (abi::Long i = 0; i < std::min(answer.count, filled); ++i) {
    const abi::ClockSource& clock = answer.clocks[static_cast<std::size_t>(i)];
    exam.check("clocks-named", clock.name[0] != '\0', "clock " + std::to_string(i) + " has none");
    current += clock.isCurrentSource != 0 ? 1 : 0;
  }
  if (isCounted)
    exam.check("clock-current", current == 1,
               times(static_cast<std::uint64_t>(current), static_cast<std::uint64_t>(answer.count),
                     "clocks say that they are"));
}

/// The same twice. What the numbers mean is looked at with the buffers, as a rate may change them.
void examineSizesTwice(Examination& exam) {
  const SizesAnswer sizes = exam.driver().sizes();
  const SizesAnswer again = exam.driver().sizes();
  const std::string preferred = std::to_string(sizes.preferred) + " frames were preferred, and then ";
  exam.facts().sizesMove =
      !exam.check("sizes-stay", again == sizes, preferred + std::to_string(again.preferred));
}

}  // namespace

void examineFacts(Examination& exam) {
  exam.trail().part("facts", 0, 1);
  examineChannels(exam);
  examineLatencies(exam);
  examineClocks(exam);
  examineSizesTwice(exam);
}

void examineExtensions(Examination& exam) {
  namespace selector = abi::selector;
  exam.trail().part("extensions", 0, 1);
  const abi::Error unknown = exam.driver().future(kNobodysSelector, nullptr);
  const bool isAnswer = unknown < 0 || unknown == abi::error::kSuccess;
  if (exam.check("future-answer", isAnswer, answered("future", unknown)))
    exam.check("future-unknown", unknown == abi::error::kInvalidParameter,
               answered("future of a selector that there is not", unknown));
  for (const abi::Long question :
       {selector::kCanInputMonitor, selector::kCanTimeInfo, selector::kCanTimeCode, selector::kCanTransport,
        selector::kCanInputGain, selector::kCanInputMeter, selector::kCanOutputGain,
        selector::kCanOutputMeter, selector::kCanReportOverload}) {
    const abi::Error code = exam.driver().future(question, nullptr);
    exam.check("future-answer", code < 0 || code == abi::error::kSuccess,
               answered("future(" + std::to_string(question) + ")", code));
    if (question == selector::kCanTimeInfo) exam.facts().hasTimeInfo = code == abi::error::kSuccess;
  }
}

}  // namespace doctor
