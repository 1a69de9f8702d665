// Memory that several programs share, and who of them is there.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace platform {

/// All of one user's programs that ask for the same name get the same memory. The system takes back what a
/// program holds of it when the program ends, however it ends.
///
/// Thread: one at a time, but `isTaken` and `Lock` any.
class SharedMemory {
 public:
  static constexpr int kPlaces = 8;

  /// Of `bytes`, all zero, where nobody has it; otherwise as it is, which may be of another size. Throws
  /// `std::system_error`. Blocking: as `Lock`.
  SharedMemory(const std::string& name, std::size_t bytes);
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  std::byte* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }

  /// Makes sure that a part can be written. Throws `std::system_error` where the machine has no room left.
  void reserve(std::size_t offset, std::size_t bytes);

  /// One of all who have the memory at a time. One that dies with it has changed what it has changed.
  /// Throws `std::system_error` where it was not to be had within ten seconds. Blocking: blocks.
  class Lock {
   public:
    explicit Lock(SharedMemory& memory);
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    SharedMemory& memory_;
  };

  /// Places are numbered 0 to `kPlaces` - 1, and each is one's only. False: somebody has it.
  bool take(int place);
  /// Whether somebody else has it, in this program or another. Blocking: short, a system call or two.
  bool isTaken(int place) const noexcept;

 private:
  struct System;
  const std::unique_ptr<System> system_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace platform
