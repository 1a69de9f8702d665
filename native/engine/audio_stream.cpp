// Runs on the buffer-switch thread, but for the constructor and `silenceOutputs`.
#include "engine/audio_stream.h"

#include <chrono>
#include <new>
#include <utility>

#include "rt/float_mode.h"

namespace engine {
namespace {

std::uint64_t nowNs() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

constexpr std::uint32_t low(std::uint64_t value) noexcept { return static_cast<std::uint32_t>(value); }
constexpr std::uint32_t high(std::uint64_t value) noexcept { return static_cast<std::uint32_t>(value >> 32); }

}  // namespace

AudioStream::AudioStream(AudioStreamSetup setup)
    : setup_(std::move(setup)), counters_(new (setup_.memory) rt::StreamCounters) {
  const rt::RingMemory input = mapRing(setup_.memory, setup_.layout.input);
  const rt::RingMemory output = mapRing(setup_.memory, setup_.layout.output);
  if (input.capacity != 0) input_ = rt::RingWriter(input);
  if (output.capacity != 0) output_ = rt::RingReader(output);
}

void AudioStream::silenceOutputs() noexcept {
  silence(0);
  silence(1);
}

void AudioStream::serve(rt::AudioThread& thread, std::size_t half) noexcept RT_SAFE {
  const rt::FloatMode floatMode;
  const std::uint64_t now = nowNs();
  const std::uint32_t run = run_.load(std::memory_order_acquire);
  if (run == 0) {
    silence(half);
  } else {
    if (run != lastRun_) beginRun(run);
    passOverSkipped();
    if (!setup_.inputs.empty()) takeInputs(thread, half, now);
    if (!setup_.outputs.empty()) giveOutputs(thread, half);
    position_ += setup_.bufferFrames;
    counters_->buffers.add(1);
    counters_->position.set(position_);
    counters_->lastSwitchNs.set(now);
    // Sequentially consistent: the rings' indices went out before this look. JavaScript does the reverse, so
    // one of the two sees the other.
    if (counters_->wakeWanted.exchange(0, std::memory_order_seq_cst) != 0) setup_.wake.ring();
  }
  // Also for silence: some drivers wait for it in every cycle once they have seen it.
  if (setup_.outputReadyOf != nullptr) setup_.outputReadyOf->table->outputReady(setup_.outputReadyOf);
}

void AudioStream::beginRun(std::uint32_t run) noexcept RT_SAFE {
  lastRun_ = run;
  position_ = firstPosition_.load(std::memory_order_relaxed);
  inputFlags_ |= rt::block_flag::kStart;
  skipped_.store(0, std::memory_order_relaxed);
}

void AudioStream::passOverSkipped() noexcept RT_SAFE {
  if (skipped_.load(std::memory_order_relaxed) == 0) return;
  position_ += std::uint64_t{skipped_.exchange(0, std::memory_order_relaxed)} * setup_.bufferFrames;
  inputFlags_ |= rt::block_flag::kGap;
}

void AudioStream::takeInputs(rt::AudioThread& thread, std::size_t half, std::uint64_t now) noexcept RT_SAFE {
  const rt::Block block = input_.tryClaim();
  if (!block) {
    inputFlags_ |= rt::block_flag::kGap;
    counters_->overruns.add(1);
    counters_->overrunFrames.add(setup_.bufferFrames);
    signalLoss();
    return;
  }
  for (const ChannelPath& path : setup_.inputs) path.take(thread, half, block.samples, position_);
  *block.header = {low(position_), high(position_),     low(now), high(now),
                   inputFlags_,    setup_.bufferFrames, {0, 0}};
  inputFlags_ = 0;
  input_.publish();
}

void AudioStream::giveOutputs(rt::AudioThread& thread, std::size_t half) noexcept RT_SAFE {
  const rt::Block block = output_.tryPeek();
  if (!block) {
    silence(half);
    if (counters_->outputWanted.load(std::memory_order_relaxed) == 0) return;  // nobody means to play
    counters_->underruns.add(1);
    counters_->underrunFrames.add(setup_.bufferFrames);
    signalLoss();
    return;
  }
  for (const ChannelPath& path : setup_.outputs) path.give(thread, half, block.samples, position_);
  output_.release();
}

void AudioStream::silence(std::size_t half) noexcept RT_SAFE {
  for (const ChannelPath& path : setup_.outputs) path.silence(half);
}

void AudioStream::signalLoss() noexcept RT_SAFE {
  // Release: JavaScript takes the flag back by an exchange, and whoever sees it sees the counts that led to
  // it.
  if (counters_->lossPending.exchange(1, std::memory_order_release) == 0) setup_.wake.ring();
}

}  // namespace engine
