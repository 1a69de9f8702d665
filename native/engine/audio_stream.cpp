// Runs on the buffer-switch thread, but for the constructor and `silenceOutputs`.
#include "engine/audio_stream.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

#include "abi/selectors.h"
#include "rt/float_mode.h"

namespace engine {
namespace {

/// How long a wait inside a callback goes on before it looks whether the stream has been muted.
constexpr std::uint64_t kSliceNs = 5'000'000;

std::uint64_t nowNs() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

constexpr std::uint32_t low(std::uint64_t value) noexcept { return static_cast<std::uint32_t>(value); }
constexpr std::uint32_t high(std::uint64_t value) noexcept { return static_cast<std::uint32_t>(value >> 32); }

std::uint64_t periodOf(std::uint32_t frames, double rateHz) noexcept {
  return rateHz > 0 ? static_cast<std::uint64_t>(frames * 1e9 / rateHz) : 0;
}

}  // namespace

AudioStream::AudioStream(AudioStreamSetup setup)
    : setup_(std::move(setup)),
      counters_(new (setup_.memory) rt::StreamCounters),
      inStep_(setup_.processing && setup_.processing->delayBuffers == 0),
      periodNs_(periodOf(setup_.bufferFrames, setup_.sampleRateHz)),
      output_(mapRing(setup_.memory, setup_.layout.output), *counters_, setup_.bufferFrames,
              setup_.processing),
      timing_(*counters_) {
  const rt::RingMemory input = mapRing(setup_.memory, setup_.layout.input);
  if (input.capacity != 0) input_ = rt::RingWriter(input);
}

void AudioStream::setSampleRate(double rateHz) noexcept {
  periodNs_.store(periodOf(setup_.bufferFrames, rateHz), std::memory_order_relaxed);
}

Pace AudioStream::pace() const noexcept RT_SAFE {
  const std::uint64_t period = periodNs();
  const std::uint32_t windows = pace_.windows();
  return {period == 0 ? 0 : setup_.bufferFrames * 1e9 / static_cast<double>(period), pace_.measuredHz(),
          windows};
}

void AudioStream::silenceOutputs() noexcept {
  silence(0);
  silence(1);
}

void AudioStream::serve(rt::AudioThread& thread, std::size_t half, const DriverTime& time) noexcept RT_SAFE {
  const rt::FloatMode floatMode;
  const std::uint32_t run = run_.load(std::memory_order_acquire);
  bool served = false;
  if (run == 0) {
    silence(half);
  } else {
    const std::uint64_t now = nowNs();
    const bool first = run != lastRun_;
    if (first) beginRun(run, now);
    served = !isDuplicate(half, time.position, now);
    if (served) {
      passOnTimeCode(time.timeCode);
      serveAt(thread, half, now, first);
    }
  }
  // Also for silence: some drivers wait for it in every cycle once they have seen it.
  if (setup_.outputReadyOf != nullptr) setup_.outputReadyOf->table->outputReady(setup_.outputReadyOf);
  if (served) timing_.end(nowNs());
}

void AudioStream::serveAt(rt::AudioThread& thread, std::size_t half, std::uint64_t now,
                          bool first) noexcept RT_SAFE {
  passOverSkipped();
  if (timing_.begin(now, periodNs(), first)) inputFlags_ |= rt::block_flag::kLate;
  measurePace(now);
  // Looked at before the program gets this buffer's input: however fast it answers, it is for a later buffer.
  // A program that writes a block for each that it reads has one under way at any time, so a driver that
  // waits for output never waits for a program that waits for input.
  const bool plays = !setup_.outputs.empty();
  rt::Block output;
  if (plays && !inStep_) output = nextOutput();
  const bool told = setup_.layout.input.capacity == 0 || takeInputs(thread, half, now);
  // In step, where the answer is for this buffer; but who was not told of it cannot answer it.
  if (plays && inStep_) output = told ? awaitOutput(now) : nextOutput();
  if (plays) giveOutputs(thread, half, output);
  position_ += setup_.bufferFrames;
  counters_->buffers.add(1);
  counters_->position.set(position_);
  ringWake();
}

/// What the driver has in its buffers then was taken already, and what it plays was given.
bool AudioStream::isDuplicate(std::size_t half, std::optional<std::uint64_t> driverPosition,
                              std::uint64_t now) noexcept RT_SAFE {
  const bool realTime = counters_->virtualTime.load(std::memory_order_relaxed) == 0;
  if (!duplicates_.isDuplicate(half, driverPosition, now, realTime ? periodNs() : 0)) return false;
  counters_->duplicates.add(1);
  return true;
}

void AudioStream::passOnTimeCode(const abi::TimeCode* timeCode) noexcept RT_SAFE {
  if (timeCode == nullptr || !takesTimeCode_.load(std::memory_order_relaxed)) return;
  if ((timeCode->flags & abi::time_code::kValid) == 0) return;
  const double speed = (timeCode->flags & abi::time_code::kSpeedValid) != 0 ? timeCode->speed : 0;
  counters_->timeCode.publish({position_, abi::toUint64(timeCode->timeCodeSamples), speed,
                               static_cast<std::uint64_t>(timeCode->flags)});
}

/// A time of the driver's own has no pace.
void AudioStream::measurePace(std::uint64_t now) noexcept RT_SAFE {
  if (counters_->virtualTime.load(std::memory_order_relaxed) != 0) return;
  if (!pace_.count(now, position_, static_cast<double>(periodNs()) / setup_.bufferFrames)) return;
  counters_->measuredMicroHz.set(static_cast<std::uint64_t>(pace_.measuredHz() * 1e6));
}

void AudioStream::beginRun(std::uint32_t run, std::uint64_t now) noexcept RT_SAFE {
  lastRun_ = run;
  pace_.begin();
  position_ = firstPosition_.load(std::memory_order_relaxed);
  inputFlags_ |= rt::block_flag::kStart;
  duplicates_.begin();
  passOverGap(now);
  skipped_.store(0, std::memory_order_relaxed);
  output_.beginRun(run, position_);
}

/// In whole buffers, as positions count in them; the one that was served last lasted a period itself.
void AudioStream::passOverGap(std::uint64_t now) noexcept RT_SAFE {
  const std::uint64_t since = sinceNs_.load(std::memory_order_relaxed);
  if (since == 0) return;
  inputFlags_ |= rt::block_flag::kGap;
  const std::uint64_t period = periodNs();
  const bool virtualTime = counters_->virtualTime.load(std::memory_order_relaxed) != 0;
  if (virtualTime || period == 0 || now <= since + period) return;
  const std::uint64_t frames = (now - since - period) / period * setup_.bufferFrames;
  position_ += frames;
  counters_->gapFrames.add(frames);
}

void AudioStream::passOverSkipped() noexcept RT_SAFE {
  if (raised_.load(std::memory_order_relaxed) != 0) {
    inputFlags_ |= raised_.exchange(0, std::memory_order_relaxed);
  }
  if (skipped_.load(std::memory_order_relaxed) == 0) return;
  position_ += std::uint64_t{skipped_.exchange(0, std::memory_order_relaxed)} * setup_.bufferFrames;
  inputFlags_ |= rt::block_flag::kGap;
}

/// False: there was no room for them.
bool AudioStream::takeInputs(rt::AudioThread& thread, std::size_t half, std::uint64_t now) noexcept RT_SAFE {
  const rt::Block block = input_.tryClaim();
  if (!block) {
    inputFlags_ |= rt::block_flag::kGap;
    counters_->overruns.add(1);
    counters_->overrunFrames.add(setup_.bufferFrames);
    counters_->lastOverrunPosition.set(position_);
    signalLoss();
    return false;
  }
  for (const ChannelPath& path : setup_.inputs) path.take(thread, half, block.samples, position_);
  *block.header = {low(position_), high(position_),     low(now), high(now),
                   inputFlags_,    setup_.bufferFrames, lastRun_, 0};
  inputFlags_ = 0;
  input_.publish();
  ringBell();  // before the output is looked at: in step, it is made only now
  return true;
}

void AudioStream::giveOutputs(rt::AudioThread& thread, std::size_t half,
                              const rt::Block& block) noexcept RT_SAFE {
  if (!block) {
    silence(half);
    // A wait that was ended by a stop is nobody's fault.
    if (!isOver(lastRun_) && output_.countNone(position_)) signalLoss();
    return;
  }
  for (const ChannelPath& path : setup_.outputs) path.give(thread, half, block.samples, position_);
  output_.release();
  ringBell();  // for who waits for room
}

/// The block for the next buffer switch, if it is there. What is dropped makes room, and who waits for that
/// is told at once: the next buffer switch may be waiting for them.
rt::Block AudioStream::nextOutput() noexcept RT_SAFE {
  const std::uint32_t before = output_.count();
  const rt::Block block = output_.take(position_);
  if (output_.count() != before) {
    ringBell();
    ringWake();
  }
  return block;
}

rt::Block AudioStream::awaitOutput(std::uint64_t now) noexcept RT_SAFE {
  rt::Block block;
  const auto isThere = [&] { return bool(block = nextOutput()); };
  // Where time is the driver's own nothing is too late.
  const bool realTime = counters_->virtualTime.load(std::memory_order_relaxed) == 0;
  const auto waitNs =
      static_cast<std::uint64_t>(static_cast<double>(periodNs()) * setup_.processing->waitPart);
  await(lastRun_, realTime ? now + waitNs : UINT64_MAX, isThere);
  return block;
}

bool AudioStream::awaitProgram(rt::AudioThread&) noexcept {
  const std::uint32_t run = run_.load(std::memory_order_acquire);
  if (run == 0) return true;
  return await(run, nowNs() + kSliceNs, [&] { return canGoOn(run); });
}

/// Whether nothing would be lost by a buffer switch now.
bool AudioStream::canGoOn(std::uint32_t run) noexcept RT_SAFE {
  if (setup_.layout.input.capacity != 0 && !input_.tryClaim()) return false;
  // A run that has not begun plays what is there; and in step, the buffer switch itself waits.
  if (setup_.outputs.empty() || inStep_) return true;
  if (setup_.processing && run != lastRun_) return true;
  return bool(nextOutput()) || !output_.isWanted(position_);
}

/// Whether the stream was muted, or nobody is left to answer: a program closes a stream while a step of the
/// virtual driver waits for it, and the driver thread is in that step.
bool AudioStream::isOver(std::uint32_t run) const noexcept RT_SAFE {
  return run_.load(std::memory_order_acquire) != run || counters_->over.load(std::memory_order_acquire) != 0;
}

/// Waits for the program until `condition` holds, the stream is over or the clock shows `deadlineNs`. Whether
/// it holds.
template <class Condition>
bool AudioStream::await(std::uint32_t run, std::uint64_t deadlineNs, Condition condition) noexcept RT_SAFE {
  while (!condition()) {
    // The program does the reverse: it moves a ring's index, then looks whether anybody waits.
    counters_->progressWanted.exchange(1, std::memory_order_seq_cst);
    if (condition()) break;
    const std::uint64_t now = nowNs();
    if (now >= deadlineNs || isOver(run)) return false;
    setup_.progress.until(std::min(deadlineNs, now + kSliceNs));
  }
  return true;
}

void AudioStream::setVirtualTime(bool is) noexcept RT_SAFE {
  counters_->virtualTime.store(is ? 1 : 0, std::memory_order_seq_cst);
  ringWake();
}

void AudioStream::silence(std::size_t half) noexcept RT_SAFE {
  for (const ChannelPath& path : setup_.outputs) path.silence(half);
}

void AudioStream::ringWake() noexcept RT_SAFE {
  // The rings' indices went out before this look. JavaScript does the reverse, so one sees the other.
  if (counters_->wakeWanted.exchange(0, std::memory_order_seq_cst) != 0) setup_.wake.ring();
}

void AudioStream::ringBell() noexcept RT_SAFE {
  if (counters_->bellWanted.exchange(0, std::memory_order_seq_cst) != 0) setup_.bell.ring();
}

void AudioStream::signalLoss() noexcept RT_SAFE {
  // Release: JavaScript takes the flag back by an exchange, and whoever sees it sees the counts that led to
  // it.
  if (counters_->lossPending.exchange(1, std::memory_order_release) == 0) setup_.wake.ring();
}

}  // namespace engine
