// The half of a driver at the buses that works in buffer switches.
#include <algorithm>
#include <cstring>

#include "drivers/loopback/bus.h"

namespace drivers::loopback {

namespace {

/// How often it is worth a system call to look whether somebody who is late is still alive.
constexpr std::uint64_t kLookEveryNs = 5'000'000;
/// How late somebody may be before the others go on without him,
constexpr std::uint64_t kPatienceNs = 1'000'000'000;
/// and what he is given in any case to catch up, where the whole machine has stood still.
constexpr std::uint64_t kGraceNs = 50'000'000;

}  // namespace

// --- Places in the memory

std::uint64_t Bus::byteOf(std::uint64_t position) const noexcept {
  return position / static_cast<std::uint64_t>(sample_.unitFrames) * sample_.unitBytes;
}

std::uint64_t Bus::ringFrames() const noexcept {
  return seat_.ringBytes() / sample_.unitBytes * static_cast<std::uint64_t>(sample_.unitFrames);
}

bool Bus::hasOutput(const BusPlace& place, std::size_t channel) const noexcept {
  return (place.outputs[channel / 64].load(std::memory_order_relaxed) >> channel % 64 & 1) != 0;
}

// --- Turns

bool Bus::isAlive(int place, std::uint64_t nowNs) noexcept {
  const std::uint64_t ticket = seat_.at(place).ticket.load(std::memory_order_acquire);
  std::uint64_t& dead = dead_[static_cast<std::size_t>(place)];
  if (ticket == 0 || dead == ticket) return false;
  if (nowNs - lookedNs_ < kLookEveryNs) return true;
  lookedNs_ = nowNs;
  if (seat_.isTaken(place)) return true;
  dead = ticket;
  return false;
}

bool Bus::isWaitedFor(int place, std::uint64_t done, std::uint64_t nowNs) noexcept {
  std::uint64_t& passed = passed_[static_cast<std::size_t>(place)];
  if (passed == done || !isAlive(place, nowNs)) return false;
  if (waitingNs_ == 0) waitingNs_ = nowNs;
  if (nowNs - waitingNs_ < kGraceNs || nowNs < seat_.timeNsOf(done) + kPatienceNs) return true;
  passed = done;
  return false;
}

bool Bus::isTurn(std::uint64_t position, std::uint64_t nowNs) noexcept {
  const std::uint64_t heard =
      origin_ + position + static_cast<std::uint64_t>(frames_) - static_cast<std::uint64_t>(delay_);
  for (int place = 0; place < kBusPlaces; ++place) {
    if (place == seat_.place() || seat_.at(place).isRunning.load(std::memory_order_acquire) == 0) continue;
    const std::uint64_t done = seat_.at(place).done.load(std::memory_order_acquire);
    if (done < heard && isWaitedFor(place, done, nowNs)) return false;
  }
  waitingNs_ = 0;
  return true;
}

bool Bus::wasPassedBy() const noexcept { return wasPassedBy_ || isLeftBehind(); }

/// Whether somebody is further ahead than he may get without having given this driver up. Who has just begun
/// may begin there.
bool Bus::isLeftBehind() const noexcept {
  const std::uint64_t own = seat_.at(seat_.place()).done.load(std::memory_order_relaxed);
  for (int place = 0; place < kBusPlaces; ++place) {
    const BusPlace& other = seat_.at(place);
    if (place == seat_.place() || other.isRunning.load(std::memory_order_acquire) == 0) continue;
    const std::uint64_t done = other.done.load(std::memory_order_acquire);
    if (done == other.origin.load(std::memory_order_acquire)) continue;
    const auto ahead = static_cast<std::uint64_t>(other.delay.load(std::memory_order_acquire));
    if (done > own + ahead) return true;
  }
  return false;
}

abi::Long Bus::otherFrames() const noexcept {
  std::uint64_t lowest = seat_.at(seat_.place()).ticket.load(std::memory_order_relaxed);
  abi::Long frames = 0;
  for (int place = 0; place < kBusPlaces; ++place) {
    const std::uint64_t ticket = seat_.at(place).ticket.load(std::memory_order_acquire);
    const abi::Long size = seat_.at(place).frames.load(std::memory_order_acquire);
    if (ticket == 0 || ticket >= lowest || size == 0) continue;
    lowest = ticket;
    frames = size;
  }
  return frames == frames_ ? 0 : frames;
}

void Bus::skipTo(std::uint64_t position) noexcept {
  const std::uint64_t target = origin_ + position;
  const std::uint64_t done = seat_.mine().done.load(std::memory_order_relaxed);
  const std::uint64_t from = std::max(done, target - std::min(target, ringFrames()));
  for (std::size_t channel = 0; channel < seat_.outputs(); ++channel) {
    if (hasOutput(seat_.mine(), channel)) silence(channel, from, target);
  }
  wasPassedBy_ = false;
  seat_.mine().done.store(target, std::memory_order_release);
}

// --- Samples

std::optional<Bus::Voice> Bus::voiceOf(int place) const noexcept {
  const BusPlace& other = seat_.at(place);
  const std::uint32_t run = other.run.load(std::memory_order_acquire);
  if (run == 0 || run % 2 != 0 || other.type.load(std::memory_order_acquire) != sample_.type)
    return std::nullopt;
  const std::uint64_t done = other.done.load(std::memory_order_acquire);
  std::uint64_t first = other.first.load(std::memory_order_acquire);
  // What this driver played in an earlier run is nothing that it hears in this one.
  if (place == seat_.place()) first = std::max(first, origin_);
  const std::uint64_t start = position_ - static_cast<std::uint64_t>(delay_);
  const std::uint64_t from = std::max(start, first);
  const std::uint64_t to = std::min(start + static_cast<std::uint64_t>(frames_), done);
  const bool isOverwritten = done > start + ringFrames();
  if (from >= to || isOverwritten) return std::nullopt;
  return Voice{place, run, static_cast<std::size_t>(byteOf(from) - byteOf(start)),
               static_cast<std::size_t>(byteOf(to) - byteOf(start))};
}

void Bus::beginSwitch(std::uint64_t position) noexcept {
  position_ = origin_ + position;
  for (int place = 0; place < kBusPlaces; ++place) voices_[static_cast<std::size_t>(place)] = voiceOf(place);
}

bool Bus::heardAll() const noexcept {
#ifndef __SANITIZE_THREAD__
  // What was read of the samples was read before what is read now. The thread sanitizer knows no fences, and
  // nothing of what lies at two addresses.
  std::atomic_thread_fence(std::memory_order_acquire);
#endif
  return std::all_of(voices_.begin(), voices_.end(), [this](const std::optional<Voice>& voice) {
    return !voice || seat_.at(voice->place).run.load(std::memory_order_acquire) == voice->run;
  });
}

void Bus::copyOut(const Voice& voice, std::size_t channel, std::byte* to) const noexcept {
  const std::size_t bytes = scratch_.size();
  const int silence = std::to_integer<int>(sample_.silence);
  std::memset(to, silence, voice.from);
  std::memset(to + voice.to, silence, bytes - voice.to);
  const std::uint64_t start = byteOf(position_ - static_cast<std::uint64_t>(delay_)) + voice.from;
  const auto offset = static_cast<std::size_t>(start % seat_.ringBytes());
  const std::size_t count = voice.to - voice.from;
  const std::size_t first = std::min(count, seat_.ringBytes() - offset);
  const std::byte* const samples = seat_.ring(voice.place, channel);
  std::memcpy(to + voice.from, samples + offset, first);
  std::memcpy(to + voice.from + first, samples, count - first);
}

void Bus::hear(std::size_t channel, std::byte* to) noexcept {
  const Voice* last = nullptr;
  int count = 0;
  for (const std::optional<Voice>& voice : voices_) {
    if (channel >= seat_.outputs() || !voice || !hasOutput(seat_.at(voice->place), channel)) continue;
    last = &*voice;
    ++count;
  }
  if (count == 0) {
    std::memset(to, std::to_integer<int>(sample_.silence), scratch_.size());
    return;
  }
  if (count == 1) return copyOut(*last, channel, to);
  sum_->clear();
  for (const std::optional<Voice>& voice : voices_) {
    if (!voice || !hasOutput(seat_.at(voice->place), channel)) continue;
    copyOut(*voice, channel, scratch_.data());
    sum_->add(scratch_.data());
  }
  sum_->writeTo(to);
}

void Bus::play(std::size_t channel, const std::byte* from) noexcept {
  const auto offset = static_cast<std::size_t>(byteOf(position_) % seat_.ringBytes());
  const std::size_t first = std::min(scratch_.size(), seat_.ringBytes() - offset);
  std::byte* const samples = seat_.ring(seat_.place(), channel);
  std::memcpy(samples + offset, from, first);
  std::memcpy(samples, from + first, scratch_.size() - first);
}

void Bus::switchDone() noexcept {
  // Before anybody can go on because of this.
  wasPassedBy_ = wasPassedBy_ || isLeftBehind();
  seat_.mine().done.store(position_ + static_cast<std::uint64_t>(frames_), std::memory_order_release);
}

void Bus::silence(std::size_t channel, std::uint64_t from, std::uint64_t to) noexcept {
  const auto offset = static_cast<std::size_t>(byteOf(from) % seat_.ringBytes());
  const auto count = static_cast<std::size_t>(byteOf(to) - byteOf(from));
  const std::size_t first = std::min(count, seat_.ringBytes() - offset);
  const int silence = std::to_integer<int>(sample_.silence);
  std::memset(seat_.ring(seat_.place(), channel) + offset, silence, first);
  std::memset(seat_.ring(seat_.place(), channel), silence, count - first);
}

}  // namespace drivers::loopback
