// Memory for a ring, as large as needed and not a byte larger, so that sanitizers see whoever leaves it.
#pragma once

#include <memory>
#include <vector>

#include "rt/block_ring.h"

/// `first` is what both counts start from.
class OwnRing {
 public:
  OwnRing(std::uint32_t capacity, std::size_t blockBytes, std::uint32_t first = 0)
      : indices_(std::make_unique<rt::RingIndices>()), headers_(capacity), samples_(capacity * blockBytes) {
    indices_->written = first;
    indices_->read = first;
    memory_ = {indices_.get(), headers_.data(), samples_.data(), capacity, blockBytes};
  }
  const rt::RingMemory& memory() const noexcept { return memory_; }

 private:
  std::unique_ptr<rt::RingIndices> indices_;
  std::vector<rt::BlockHeader> headers_;
  std::vector<std::byte> samples_;
  rt::RingMemory memory_;
};
