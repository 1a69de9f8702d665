// How many things keep the library that contains this driver in use: objects, which include their threads,
// and locks.
#pragma once

#include <atomic>

namespace drivers::shell {

/// One count per library, as COM asks for. Only DllCanUnloadNow reads it.
inline std::atomic<long> moduleUsers{0};

/// Counts for as long as it lives.
class ModuleUser {
 public:
  ModuleUser() noexcept { moduleUsers.fetch_add(1, std::memory_order_relaxed); }
  ~ModuleUser() { moduleUsers.fetch_sub(1, std::memory_order_release); }
  ModuleUser(const ModuleUser&) = delete;
  ModuleUser& operator=(const ModuleUser&) = delete;
};

}  // namespace drivers::shell
