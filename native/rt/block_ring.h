// A ring of blocks between exactly one writer and one reader, in memory that JavaScript shares.
//
// Ownership. `written` belongs to the writer and `read` to the reader; each may be seen late by the other
// side, which only ever makes the ring look fuller to the writer and emptier to the reader than it is. Both
// count blocks and run on past 2^32; the capacity is a power of two, so a count's low bits are its slot. A
// block's header and samples belong to the writer until it publishes them and to the reader until it gives
// them back. Each side remembers what it last saw of the other's count and looks again only when that does
// not suffice, as a look takes the cache line away from the other core.
//
// One side is always the audio thread and the other JavaScript, which uses the same memory with `Atomics`;
// for tests both ends exist here.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "rt/annotations.h"

namespace rt {

/// What a block says about itself. 32 bytes, read by JavaScript as eight 32-bit words, low halves first.
struct BlockHeader {
  std::uint32_t positionLow;  ///< frames since the stream started, of the first frame
  std::uint32_t positionHigh;
  std::uint32_t timeLow;  ///< nanoseconds of the monotonic clock at the buffer switch
  std::uint32_t timeHigh;
  std::uint32_t flags;   ///< `block_flag::`
  std::uint32_t frames;  ///< how many of the block's frames count; the rest is silence
  std::uint32_t run;     ///< counts the driver's starts: positions begin anew with each
  std::uint32_t reserved;
};
static_assert(sizeof(BlockHeader) == 32);

namespace block_flag {
inline constexpr std::uint32_t kGap = 1;           ///< frames are missing before this block
inline constexpr std::uint32_t kStart = 2;         ///< the first block after the driver was started
inline constexpr std::uint32_t kRateChanged = 4;   ///< from here on the sample rate is another
inline constexpr std::uint32_t kClockChanged = 8;  ///< from here on the clock source is another
inline constexpr std::uint32_t kOverload = 16;     ///< the driver says that the computer was too slow for it
inline constexpr std::uint32_t kLate = 32;         ///< the buffer switch began over half a period too late
}  // namespace block_flag

/// Frames since the stream started, of the first frame. Thread: whoever holds the block.
inline std::uint64_t positionOf(const BlockHeader& header) noexcept RT_SAFE {
  return header.positionLow | std::uint64_t{header.positionHigh} << 32;
}

/// When the buffer switch began. Thread: whoever holds the block.
inline std::uint64_t timeNsOf(const BlockHeader& header) noexcept RT_SAFE {
  return header.timeLow | std::uint64_t{header.timeHigh} << 32;
}

/// The two counts, far enough apart that the sides do not disturb each other.
struct RingIndices {
  alignas(kCacheLine) std::atomic<std::uint32_t> written;
  alignas(kCacheLine) std::atomic<std::uint32_t> read;
};
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);
static_assert(sizeof(std::atomic<std::uint32_t>) == 4);
static_assert(sizeof(RingIndices) == 2 * kCacheLine);

/// Where a ring lies and how it is cut. Set once, before either side uses it.
struct RingMemory {
  RingIndices* indices = nullptr;
  BlockHeader* headers = nullptr;
  std::byte* samples = nullptr;
  std::uint32_t capacity = 0;  ///< blocks, a power of two; 0: this direction has no ring
  std::size_t blockBytes = 0;  ///< all channels of a block, one after the other
};

/// A slot that one side holds for now.
struct Block {
  BlockHeader* header = nullptr;
  std::byte* samples = nullptr;
  explicit operator bool() const noexcept { return header != nullptr; }
};

/// The side that fills blocks.
class RingWriter {
 public:
  RingWriter() = default;
  explicit RingWriter(const RingMemory& memory) noexcept
      : memory_(memory),
        written_(memory.indices->written.load(std::memory_order_relaxed)),
        readSeen_(written_ - memory.capacity) {}

  /// The next free slot, or none when the ring is full. Thread: the writer. Blocking: wait-free.
  Block tryClaim() noexcept RT_SAFE {
    if (written_ - readSeen_ >= memory_.capacity) {
      // What the reader did with the slot is over before we fill it again. Sequentially consistent, not only
      // acquire: who finds the ring full after having said that it waits must not look before it has said so.
      readSeen_ = memory_.indices->read.load(std::memory_order_seq_cst);
      if (written_ - readSeen_ >= memory_.capacity) return {};
    }
    const std::uint32_t slot = written_ & (memory_.capacity - 1);
    return {memory_.headers + slot, memory_.samples + slot * memory_.blockBytes};
  }

  /// Hands the claimed slot to the reader. Thread: the writer. Blocking: wait-free.
  void publish() noexcept RT_SAFE {
    // Release: what the block holds comes first. Whether the other side sleeps is looked at by an exchange,
    // see `StreamCounters`, so that this need not be more.
    memory_.indices->written.store(++written_, std::memory_order_release);
  }

 private:
  RingMemory memory_;
  std::uint32_t written_ = 0;
  std::uint32_t readSeen_ = 0;  ///< at first as if the ring were full
};

/// The side that empties blocks.
class RingReader {
 public:
  RingReader() = default;
  explicit RingReader(const RingMemory& memory) noexcept
      : memory_(memory), read_(memory.indices->read.load(std::memory_order_relaxed)), writtenSeen_(read_) {}

  /// The oldest block, or none when the ring is empty. Thread: the reader. Blocking: wait-free.
  Block tryPeek() noexcept RT_SAFE {
    if (writtenSeen_ == read_) {
      // The writer's samples are there before we look at them. Sequentially consistent as in `tryClaim`.
      writtenSeen_ = memory_.indices->written.load(std::memory_order_seq_cst);
      if (writtenSeen_ == read_) return {};
    }
    const std::uint32_t slot = read_ & (memory_.capacity - 1);
    return {memory_.headers + slot, memory_.samples + slot * memory_.blockBytes};
  }

  /// Gives the block back. Thread: the reader. Blocking: wait-free.
  void release() noexcept RT_SAFE {
    // Release: we are done with the block. As in `publish`.
    memory_.indices->read.store(++read_, std::memory_order_release);
  }

  /// How many blocks were released since the memory was laid out. Thread: the reader. Blocking: wait-free.
  std::uint32_t count() const noexcept RT_SAFE { return read_; }

 private:
  RingMemory memory_;
  std::uint32_t read_ = 0;
  std::uint32_t writtenSeen_ = 0;  ///< at first as if the ring were empty
};

}  // namespace rt
