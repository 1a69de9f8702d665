// What queues carry in a bench: a block of bytes that knows its number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace bench {

/// `Bytes` bytes, the first of them a number. Copied by the same instructions in every queue.
template <std::size_t Bytes>
class Payload {
 public:
  static constexpr std::size_t kBytes = Bytes;
  static_assert(Bytes % sizeof(std::uint32_t) == 0);

  Payload() noexcept { std::memset(bytes_, 0x5a, Bytes); }
  Payload(const Payload& other) noexcept { std::memcpy(bytes_, other.bytes_, Bytes); }
  Payload& operator=(const Payload& other) noexcept {
    std::memcpy(bytes_, other.bytes_, Bytes);
    return *this;
  }

  void setNumber(std::uint32_t number) noexcept { std::memcpy(bytes_, &number, sizeof number); }
  std::uint32_t number() const noexcept {
    std::uint32_t number;
    std::memcpy(&number, bytes_, sizeof number);
    return number;
  }

  std::byte* bytes() noexcept { return bytes_; }
  const std::byte* bytes() const noexcept { return bytes_; }

 private:
  static constexpr std::size_t kLine = 64;  ///< where copies are fastest, the same for all queues
  alignas(Bytes < kLine ? sizeof(std::uint32_t) : kLine) std::byte bytes_[Bytes];
};

}  // namespace bench
