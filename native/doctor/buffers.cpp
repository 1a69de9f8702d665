// What createBuffers makes, and for which channels.
#include <algorithm>
#include <cstring>

#include "doctor/describe.h"
#include "doctor/messages.h"
#include "doctor/parts.h"
#include "doctor/run_end.h"
#include "doctor/stream.h"

namespace doctor {
namespace {

const char* channelsOf(Channels channels) {
  return channels == Channels::all      ? "all channels"
         : channels == Channels::inputs ? "inputs only"
                                        : "outputs only";
}

/// Whether each half has bytes of its own.
bool areApart(Stream& stream) {
  std::vector<std::pair<std::uintptr_t, std::uintptr_t>> ranges;
  for (const abi::BufferInfo& info : stream.infos()) {
    for (void* half : info.buffers) {
      const auto at = reinterpret_cast<std::uintptr_t>(half);
      ranges.emplace_back(at, at + std::max<std::size_t>(1, stream.bytesOf(info)));
    }
  }
  std::sort(ranges.begin(), ranges.end());
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].first < ranges[i - 1].second) return false;
  }
  return true;
}

/// Halves at addresses that are no multiple of the size of a sample. Packed samples of 24 bits lie anywhere.
std::uint64_t misaligned(Stream& stream) {
  std::uint64_t count = 0;
  for (const abi::BufferInfo& info : stream.infos()) {
    const std::size_t size = stream.sampleBytesOf(info);
    for (void* half : info.buffers) {
      if (size != 3 && reinterpret_cast<std::uintptr_t>(half) % size != 0) ++count;
    }
  }
  return count;
}

void examineMade(Examination& exam, Stream& stream) {
  RawDriver& driver = exam.driver();
  const auto& infos = stream.infos();
  if (exam.check("buffers-there", stream.isWhole(), "a half is a null pointer")) {
    exam.check("buffers-apart", areApart(stream), "halves overlap");
    const std::uint64_t odd = misaligned(stream);
    exam.check("buffers-aligned", odd == 0, times(odd, 2 * infos.size(), "halves are not"));
  }
  std::uint64_t idle = 0;
  for (const abi::BufferInfo& info : infos) {
    if (driver.channel(info.channelNum, info.isInput != 0).info.isActive != 1) ++idle;
  }
  exam.check("active-flag", idle == 0, times(idle, infos.size(), "channels with buffers do not say 1"));
  const PairAnswer latencies = driver.latencies();
  exam.facts().latencies = latencies;
  if (exam.checkOk("latencies-known", latencies.code, "with buffers, getLatencies"))
    exam.check("latencies-negative", latencies.first >= 0 && latencies.second >= 0,
               std::to_string(latencies.first) + " and " + std::to_string(latencies.second));
  if (exam.facts().rate == 0) return exam.trail().skipped("rate-with-buffers", "its rate is not known");
  exam.recorder().enter(Phase::setting);
  const abi::Error set = driver.setSampleRate(exam.facts().rate);
  exam.recorder().enter(Phase::made);
  exam.checkOk("rate-with-buffers", set, "with buffers, setSampleRate of the rate that it has");
}

void examineChannels(Examination& exam, Channels channels, const char* rule) {
  Stream stream(exam, channels, exam.facts().sizes.preferred);
  const abi::Error code = stream.create();
  const std::string called = std::string("createBuffers for ") + channelsOf(channels);
  if (!exam.checkOk(rule, code, called)) {
    exam.driver().disposeBuffers();
    if (channels == Channels::all) throw Over();
    return;
  }
  if (channels == Channels::all) examineMade(exam, stream);
  const std::uint64_t early = exam.recorder().count();
  exam.check("switch-before-start", early == 0, std::to_string(early) + " before start was called");
  examineDispose(exam, stream);
  examineMessages(exam, 0);
}

}  // namespace

void examineBuffers(Examination& exam) {
  const Facts& facts = exam.facts();
  exam.trail().part("buffers", 0, 3);
  examineChannels(exam, Channels::all, "create-works");
  exam.trail().part("buffers", 1, 3);
  if (facts.inputs > 0 && facts.outputs > 0) {
    examineChannels(exam, Channels::inputs, "inputs-alone");
    exam.trail().part("buffers", 2, 3);
    examineChannels(exam, Channels::outputs, "outputs-alone");
  }
}

}  // namespace doctor
