#include "host/crashed_drivers.h"

#include <cstdio>
#include <map>
#include <mutex>
#include <system_error>

#include "platform/library.h"
#include "platform/module.h"

namespace host {
namespace {

/// How each crashed, by what it is. Never destroyed: a device may be closing while the process ends.
struct Crashes {
  std::mutex mutex;
  std::map<std::string, std::string> all;
};

Crashes& crashes() {
  static auto& instance = *new Crashes;
  return instance;
}

/// The exceptions that drivers end with.
const char* nameOf(std::uint32_t code) noexcept {
  switch (code) {
    case 0x20474343:  // of GCC
    case 0xE06D7363:  // of Microsoft's compiler
      return "a C++ exception";
    case 0x80000003:
      return "a breakpoint";
    case 0xC0000005:
      return "an access violation";
    case 0xC000001D:
      return "an illegal instruction";
    case 0xC0000094:
      return "a division by zero";
    case 0xC00000FD:
      return "a stack overflow";
    case 0xC06D007E:
    case 0xC06D007F:
      return "a library that it needs is missing, or another version";
    default:
      return "an exception";
  }
}

std::string describe(const char* operation, const platform::Crash& crash) {
  char text[96];
  std::snprintf(text, sizeof text, "in %s (%s, 0x%08X at %p", operation, nameOf(crash.code),
                static_cast<unsigned>(crash.code), crash.address);
  std::string where;
  try {
    where = " in " + platform::moduleContaining(crash.address).u8string();
  } catch (const std::system_error&) {
    // It ran away to where there is no code.
  }
  return text + where + ")";
}

}  // namespace

Error noteCrash(const DriverSource& source, const char* operation, const platform::Crash& crash) {
  const std::string how = describe(operation, crash);
  platform::pinLibrary(source.path);
  Crashes& noted = crashes();
  const std::lock_guard lock(noted.mutex);
  noted.all.emplace(identityOf(source), how);
  return {ErrorCode::driverCrashed,
          "The driver crashed " + how +
              ". It cannot be used any more in this process; other devices are not affected. Restart the "
              "program to try it again.",
          operation};
}

void refuseCrashed(const DriverSource& source) {
  Crashes& noted = crashes();
  const std::lock_guard lock(noted.mutex);
  const auto found = noted.all.find(identityOf(source));
  if (found == noted.all.end()) return;
  throw Error(ErrorCode::driverCrashed,
              "The driver crashed earlier in this process, " + found->second +
                  ". Restart the program to try it again.",
              "open");
}

}  // namespace host
