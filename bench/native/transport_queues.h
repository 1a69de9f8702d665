// The queues of the bench behind one face: `tryPush` copies a payload in, `tryPop` copies it out, and either
// refuses at once. Each queue is used in the way that copies least: once on each side.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include "rt/block_ring.h"

#ifdef BENCH_READERWRITERQUEUE
#include <readerwriterqueue/readerwriterqueue.h>
#endif
#ifdef BENCH_BOOST_LOCKFREE
#include <boost/lockfree/spsc_queue.hpp>
#endif

namespace bench {

/// How many blocks fit in.
inline constexpr std::size_t kCapacity = 16;

/// Our ring, its headers left alone or filled and read as by the engine.
template <class Payload, bool kHeaders>
class RingQueue {
 public:
  static constexpr const char* kName = kHeaders ? "ring with headers" : "ring";
  static constexpr std::size_t kHolds = kCapacity;

  RingQueue()
      : headers_(kCapacity),
        slots_(kCapacity),
        memory_{&indices_, headers_.data(), slots_.front().bytes(), kCapacity, sizeof(Payload)} {}

  bool tryPush(const Payload& payload) noexcept {
    const rt::Block block = writer_.tryClaim();
    if (!block) return false;
    new (block.samples) Payload(payload);
    if (kHeaders) {
      rt::BlockHeader header = {};
      header.positionLow = payload.number();
      *block.header = header;
    }
    writer_.publish();
    return true;
  }

  bool tryPop(Payload& payload) noexcept {
    const rt::Block block = reader_.tryPeek();
    if (!block) return false;
    payload = *std::launder(reinterpret_cast<const Payload*>(block.samples));
    if (kHeaders) payload.setNumber(block.header->positionLow);
    reader_.release();
    return true;
  }

 private:
  rt::RingIndices indices_{};
  std::vector<rt::BlockHeader> headers_;
  std::vector<Payload> slots_;
  rt::RingMemory memory_;
  // Each side has its own lines: what it keeps for itself must not travel.
  alignas(rt::kCacheLine) rt::RingWriter writer_{memory_};
  alignas(rt::kCacheLine) rt::RingReader reader_{memory_};
};

/// No queue at all: what the copies alone take.
template <class Payload>
class Copies {
 public:
  static constexpr const char* kName = "memcpy";
  static constexpr std::size_t kHolds = kCapacity;

  bool tryPush(const Payload& payload) noexcept {
    slots_[written_++ % kCapacity] = payload;
    return true;
  }
  bool tryPop(Payload& payload) noexcept {
    payload = slots_[read_++ % kCapacity];
    return true;
  }

 private:
  std::vector<Payload> slots_ = std::vector<Payload>(kCapacity);
  std::size_t written_ = 0;
  std::size_t read_ = 0;
};

inline constexpr const char* kReaderWriterQueue = "moodycamel::ReaderWriterQueue";
inline constexpr const char* kSpscQueue = "boost::lockfree::spsc_queue";
inline constexpr const char* kSpscQueueOfBytes = "boost::lockfree::spsc_queue of bytes";

#ifdef BENCH_READERWRITERQUEUE
template <class Payload>
class ReaderWriterQueue {
 public:
  static constexpr const char* kName = kReaderWriterQueue;
  /// A power of two without one. The next size it knows is twice as large.
  static constexpr std::size_t kHolds = kCapacity - 1;

  bool tryPush(const Payload& payload) { return queue_.try_enqueue(payload); }
  bool tryPop(Payload& payload) { return queue_.try_dequeue(payload); }

 private:
  moodycamel::ReaderWriterQueue<Payload> queue_{kHolds};
};
#endif

#ifdef BENCH_BOOST_LOCKFREE
template <class Payload>
class SpscQueue {
 public:
  static constexpr const char* kName = kSpscQueue;
  static constexpr std::size_t kHolds = kCapacity;

  bool tryPush(const Payload& payload) { return queue_.push(payload); }
  bool tryPop(Payload& payload) { return queue_.pop(payload); }

 private:
  boost::lockfree::spsc_queue<Payload, boost::lockfree::capacity<kCapacity>> queue_;
};

/// A stream of bytes, in which a block may come in pieces.
template <class Payload>
class SpscQueueOfBytes {
 public:
  static constexpr const char* kName = kSpscQueueOfBytes;
  static constexpr std::size_t kHolds = kCapacity;

  bool tryPush(const Payload& payload) {
    pushed_ += queue_.push(payload.bytes() + pushed_, Payload::kBytes - pushed_);
    if (pushed_ < Payload::kBytes) return false;
    pushed_ = 0;
    return true;
  }

  bool tryPop(Payload& payload) {
    popped_ += queue_.pop(payload.bytes() + popped_, Payload::kBytes - popped_);
    if (popped_ < Payload::kBytes) return false;
    popped_ = 0;
    return true;
  }

 private:
  boost::lockfree::spsc_queue<std::byte, boost::lockfree::capacity<kCapacity * Payload::kBytes>> queue_;
  alignas(rt::kCacheLine) std::size_t pushed_ = 0;
  alignas(rt::kCacheLine) std::size_t popped_ = 0;
};
#endif

}  // namespace bench
