#include "doctor/stream.h"

#include <algorithm>
#include <cstring>

#include "platform/time.h"
#include "sample/type_info.h"

namespace doctor {
namespace {

constexpr std::uint64_t kLookNs = 1'000'000;
/// Nothing for so long, and for so many buffers, is a stall.
constexpr std::uint64_t kStallNs = 1'000'000'000;
constexpr std::uint64_t kStallBuffers = 8;
/// After so long, and some buffers, it looks like one.
constexpr std::uint64_t kSilenceNs = 50'000'000;
/// Steps that bring no switch before it is given up.
constexpr std::uint64_t kVainSteps = 16;
/// Hardware is filled before it starts, and clocks differ.
constexpr std::uint64_t kPrimed = 2;
/// More than twice what there was time for, and this on top, is no pace.
constexpr std::uint64_t kStormSwitches = 64;
/// How long a stepped driver has to say that its time is its own.
constexpr std::uint64_t kVirtualNs = 1'000'000'000;

}  // namespace

Stream::Stream(Examination& exam, Channels channels, long frames) : exam_(exam), frames_(frames) {
  const Facts& facts = exam.facts();
  if (channels != Channels::outputs) {
    for (long i = 0; i < facts.inputs; ++i) infos_.push_back({1, i, {nullptr, nullptr}});
  }
  if (channels != Channels::inputs) {
    for (long i = 0; i < facts.outputs; ++i) infos_.push_back({0, i, {nullptr, nullptr}});
  }
}

Stream::~Stream() {
  try {
    if (isStarted_) stop();
    if (isMade_) dispose();
  } catch (const Crashed&) {
    // It is in the trail, and the next call of the driver, which there is none of, would say so again.
  }
}

abi::Error Stream::create() {
  Recorder& recorder = exam_.recorder();
  recorder.begin(exam_.driver().object());
  recorder.enter(Phase::creating);
  const abi::Error code = exam_.driver().createBuffers(infos_.data(), static_cast<abi::Long>(infos_.size()),
                                                       frames_, recorder.callbacks());
  recorder.enter(Phase::made);
  isMade_ = abi::error::succeeded(code);
  return code;
}

bool Stream::isWhole() const {
  return std::all_of(infos_.begin(), infos_.end(), [](const abi::BufferInfo& info) {
    return info.buffers[0] != nullptr && info.buffers[1] != nullptr;
  });
}

abi::SampleType Stream::typeOf(const abi::BufferInfo& info) const {
  const auto& types = info.isInput != 0 ? exam_.facts().inputTypes : exam_.facts().outputTypes;
  const auto channel = static_cast<std::size_t>(info.channelNum);
  return channel < types.size() ? types[channel] : -1;
}

std::size_t Stream::bytesOf(const abi::BufferInfo& info) const {
  const sample::TypeInfo* const type = sample::findType(typeOf(info));
  if (type == nullptr) return 0;
  return sample::elementsOf(*type, static_cast<std::size_t>(frames_)) * type->elementBytes;
}

std::size_t Stream::sampleBytesOf(const abi::BufferInfo& info) const {
  const sample::TypeInfo* const type = sample::findType(typeOf(info));
  return type == nullptr ? 1 : type->elementBytes;
}

void Stream::silence() {
  for (const abi::BufferInfo& info : infos_) {
    const sample::TypeInfo* const type = sample::findType(typeOf(info));
    for (void* half : info.buffers) {
      if (half != nullptr && type != nullptr)
        std::memset(half, static_cast<int>(type->silence), bytesOf(info));
    }
  }
}

void Stream::watchInputs() {
  std::vector<WatchedInput> watched;
  for (const abi::BufferInfo& info : infos_) {
    if (info.isInput != 0) watched.push_back({{info.buffers[0], info.buffers[1]}, bytesOf(info)});
  }
  exam_.recorder().watch(watched);
}

abi::Error Stream::dispose() {
  isMade_ = false;
  exam_.recorder().enter(Phase::disposing);
  const abi::Error code = exam_.driver().disposeBuffers();
  exam_.recorder().enter(Phase::idle);
  return code;
}

std::uint64_t Stream::due() const {
  if (isStepped_) return stepped_;
  const std::uint64_t period = std::max<std::uint64_t>(1, Examination::periodNs(frames_, exam_.facts().rate));
  return 1 + (platform::nowNs() - startedNs_) / period;
}

abi::Error Stream::start() {
  Recorder& recorder = exam_.recorder();
  recorder.enter(Phase::starting);
  startedNs_ = platform::nowNs();
  isStarted_ = true;
  const abi::Error code = exam_.driver().start();
  // In this order: the machine may look away in between, while switches go on.
  recorder.enter(Phase::running);
  const std::uint64_t came = recorder.countIn(Phase::starting);
  const std::uint64_t dueInStart = due();
  isStarted_ = abi::error::succeeded(code);
  if (!isStarted_) return code;
  // A driver whose time may be its own says so as soon as its thread is there.
  const std::uint64_t limit = platform::nowNs() + kVirtualNs;
  while (recorder.awaitsVirtualTime() && recorder.count() == came && platform::nowNs() < limit)
    exam_.pauseNs(kLookNs);
  if (recorder.isTimeVirtual() && step()) {
    earlyInStart_ = came;
  } else if (!recorder.isTimeVirtual() && exam_.facts().rate > 0) {
    earlyInStart_ = came > dueInStart + kPrimed - 1 ? came - dueInStart : 0;
  }
  return code;
}

/// One more switch, where somebody can ask for it.
bool Stream::step() {
  if (isFree_) return false;
  isStepped_ = exam_.driver().step(1) == abi::error::kSuccess;
  isFree_ = !isStepped_;
  if (isStepped_) ++stepped_;
  return isStepped_;
}

bool Stream::isStorm() const {
  const Recorder& recorder = exam_.recorder();
  if (recorder.isTimeVirtual() || exam_.facts().rate <= 0) return false;
  const std::uint64_t came = recorder.count();  // before it is asked what was due
  return came > 2 * due() + kStormSwitches;
}

Pace Stream::awaitSwitches(std::uint64_t switches) {
  Recorder& recorder = exam_.recorder();
  const std::uint64_t period = Examination::periodNs(frames_, exam_.facts().rate);
  const std::uint64_t begin = platform::nowNs();
  const std::uint64_t stall = std::max({kStallNs, exam_.order().patienceNs, kStallBuffers * period});
  std::uint64_t before = recorder.count();
  std::uint64_t last = begin;
  std::uint64_t vain = 0;
  while (recorder.count() < switches) {
    if (recorder.isTimeVirtual() && step()) {
      vain = recorder.count() == before ? vain + 1 : 0;
    } else {
      exam_.pauseNs(kLookNs);
    }
    const std::uint64_t now = platform::nowNs();
    if (recorder.count() != before) last = now;
    before = recorder.count();
    if (vain > kVainSteps || now > last + stall) return before == 0 ? Pace::silent : Pace::stalled;
  }
  return isStorm() ? Pace::storm : Pace::going;
}

Pace Stream::runFor(std::uint64_t ns, const char* part) {
  Recorder& recorder = exam_.recorder();
  const std::uint64_t period = Examination::periodNs(frames_, exam_.facts().rate);
  const std::uint64_t stall = std::max(kStallNs, kStallBuffers * period);
  const std::uint64_t begin = platform::nowNs();
  const long all = static_cast<long>((ns + 99'999'999) / 100'000'000);
  std::uint64_t before = recorder.count();
  std::uint64_t last = begin;
  long told = -1;
  for (std::uint64_t now = begin;; now = platform::nowNs()) {
    if (recorder.count() != before) last = now;
    before = recorder.count();
    if (isStorm()) return Pace::storm;
    if (now > last + stall) return before == 0 ? Pace::silent : Pace::stalled;
    // Where it has fallen silent it is waited for until that is sure.
    if (now >= begin + ns && now <= last + kSilenceNs + kStallBuffers / 2 * period) return Pace::going;
    const long tenths = std::min(all, static_cast<long>((now - begin) / 100'000'000));
    if (tenths != told && part != nullptr) exam_.trail().part(part, told = tenths, all);
    exam_.pauseNs(2 * kLookNs);
  }
}

abi::Error Stream::stop() {
  Recorder& recorder = exam_.recorder();
  isStarted_ = false;
  const std::uint64_t before = recorder.count();
  const std::uint64_t late = due() > before ? due() - before : 0;
  const std::uint64_t beganNs = platform::nowNs();
  recorder.enter(Phase::stopping);
  const abi::Error code = exam_.driver().stop();
  const std::uint64_t took = platform::nowNs() - beganNs;
  const std::uint64_t came = recorder.countIn(Phase::stopping);
  recorder.enter(Phase::stopped);
  if (isStepped_) {
    extraInStop_ = came;
  } else if (!recorder.isTimeVirtual() && exam_.facts().rate > 0) {
    const std::uint64_t period =
        std::max<std::uint64_t>(1, Examination::periodNs(frames_, exam_.facts().rate));
    // One more, as the driver's clock is not the machine's.
    const std::uint64_t fits = late + took / period + 2;
    extraInStop_ = came > fits ? came - fits : 0;
  }
  return code;
}

}  // namespace doctor
