// A file of POSIX shared memory. Locks on its bytes belong to the open file and end with it: the first byte's
// is the lock, the second's, shared, says that somebody has the memory, and each place has one more.
#ifndef _WIN32

#include "platform/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <system_error>

#include "platform/time.h"

namespace platform {

namespace {

constexpr off_t kLockByte = 0;
constexpr off_t kPresenceByte = 1;
constexpr off_t kFirstPlaceByte = 2;
constexpr std::uint64_t kPatienceNs = 10'000'000'000;
constexpr std::uint64_t kPauseNs = 200'000;

[[noreturn]] void fail(int code, const char* what) {
  throw std::system_error(code, std::system_category(), what);
}

#ifdef F_OFD_SETLK

struct flock byteLock(off_t byte, short type) noexcept {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return lock;
}

/// False: somebody else has it.
bool setByte(int file, off_t byte, short type) {
  struct flock lock = byteLock(byte, type);
  if (fcntl(file, F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  fail(errno, "a lock in shared memory");
}

/// Whether anybody else has the byte in any way.
bool isHeld(int file, off_t byte) noexcept {
  struct flock lock = byteLock(byte, F_WRLCK);
  return fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

#else

// Locks that belong to a process would be given up by any other use of the file in it.
bool setByte(int, off_t, short) { fail(ENOTSUP, "locks of open files"); }
bool isHeld(int, off_t) noexcept { return false; }

#endif

}  // namespace

struct SharedMemory::System {
  std::string name;
  int file = -1;
  /// Locks of the file are the object's, whichever thread asks.
  std::mutex threads;

  void lock() {
    threads.lock();
    try {
      lockFile();
    } catch (...) {
      threads.unlock();
      throw;
    }
  }
  void unlock() noexcept {
    unlockFile();
    threads.unlock();
  }
  void lockFile() const {
    const std::uint64_t deadlineNs = nowNs() + kPatienceNs;
    while (!setByte(file, kLockByte, F_WRLCK)) {
      const std::uint64_t now = nowNs();
      if (now > deadlineNs) fail(ETIMEDOUT, "shared memory is locked");
      sleepUntilNs(now + kPauseNs);
    }
  }
  void unlockFile() const noexcept {
    try {
      setByte(file, kLockByte, F_UNLCK);
    } catch (const std::system_error&) {
      // Giving up what one has does not fail.
    }
  }

  /// Leaves `file` open, locked, and the one that has the name.
  void open() {
    for (;;) {
      file = shm_open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (file < 0) fail(errno, "shm_open");
      lockFile();
      struct stat facts {};
      if (fstat(file, &facts) != 0) fail(errno, "fstat");
      if (facts.st_uid != geteuid()) fail(EPERM, "shared memory of another user");
      if (facts.st_nlink > 0) return;
      // The last who had it has removed it meanwhile.
      close(file);
      file = -1;
    }
  }

  ~System() {
    if (file >= 0) close(file);
  }
};

SharedMemory::SharedMemory(const std::string& name, std::size_t bytes) : system_(std::make_unique<System>()) {
  system_->name = "/bufferswitch-" + std::to_string(geteuid()) + "-" + name;
  system_->open();
  const int file = system_->file;
  if (!isHeld(file, kPresenceByte)) {
    // What is left of programs that were killed goes.
    if (ftruncate(file, 0) != 0 || ftruncate(file, static_cast<off_t>(bytes)) != 0) fail(errno, "ftruncate");
  }
  struct stat facts {};
  if (fstat(file, &facts) != 0) fail(errno, "fstat");
  size_ = static_cast<std::size_t>(facts.st_size);
  if (!setByte(file, kPresenceByte, F_RDLCK)) fail(EBUSY, "shared memory");
  void* const mapped = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) fail(errno, "mmap");
  data_ = static_cast<std::byte*>(mapped);
  system_->unlockFile();
}

SharedMemory::~SharedMemory() {
  munmap(data_, size_);
  try {
    system_->lock();
    if (!isHeld(system_->file, kPresenceByte)) shm_unlink(system_->name.c_str());
  } catch (const std::system_error&) {
    // It stays, and the next who wants it empties it.
  }
}

void SharedMemory::reserve(std::size_t offset, std::size_t bytes) {
  // Where the file system is full, writing to memory without it would end the program.
  const int result = posix_fallocate(system_->file, static_cast<off_t>(offset), static_cast<off_t>(bytes));
  if (result != 0) fail(result, "room in shared memory");
}

SharedMemory::Lock::Lock(SharedMemory& memory) : memory_(memory) { memory_.system_->lock(); }
SharedMemory::Lock::~Lock() { memory_.system_->unlock(); }

bool SharedMemory::take(int place) { return setByte(system_->file, kFirstPlaceByte + place, F_WRLCK); }
bool SharedMemory::isTaken(int place) const noexcept {
  return isHeld(system_->file, kFirstPlaceByte + place);
}

}  // namespace platform

#endif
