#include <cstdio>

#include "host/load_failure.h"
#include "platform/registry.h"

namespace host {
namespace {

// Results of COM: the first four as they are, the others by the system's error number.
constexpr std::uint32_t kNoInterface = 0x80004002;
constexpr std::uint32_t kClassNotAvailable = 0x80040111;
constexpr std::uint32_t kClassNotRegistered = 0x80040154;
constexpr std::uint32_t kClassString = 0x800401F3;
constexpr std::uint32_t system(std::uint32_t error) { return 0x80070000 | error; }
constexpr std::uint32_t kFileNotFound = system(2);
constexpr std::uint32_t kPathNotFound = system(3);
constexpr std::uint32_t kAccessDenied = system(5);
constexpr std::uint32_t kOutOfMemory = system(14);
constexpr std::uint32_t kInvalidArgument = system(87);
constexpr std::uint32_t kModuleNotFound = system(126);
constexpr std::uint32_t kProcedureNotFound = system(127);
constexpr std::uint32_t kBadImage = system(193);
constexpr std::uint32_t kInitFailed = system(1114);

bool isWithin(std::uint32_t result, std::uint32_t first, std::uint32_t last) noexcept {
  return result >= first && result <= last;
}

/// Empty: it is nothing known.
std::string wordsFor(std::uint32_t result, const std::string& operation, const std::string& path) {
  switch (result) {
    case kClassString:
      return "its identifier is none";
    case kClassNotRegistered:
      return "its class is not registered";
    case kClassNotAvailable:
      return "its library does not have its class";
    case kNoInterface:
      return "what its library makes is no ASIO driver";
    case kFileNotFound:
    case kPathNotFound:
      return "its library does not exist";
    case kModuleNotFound:
      return platform::isFile(path) ? "a library that it needs is missing, such as the Visual C++ runtime"
                                    : "its library does not exist";
    case kProcedureNotFound:
      return operation == "LoadLibrary" ? "a library that it needs is another version"
                                        : "its library is not one that makes drivers";
    case kAccessDenied:
      return "access to its library is denied";
    case kBadImage:
      return "its library is for 32-bit programs or damaged, and this is a 64-bit one";
    case kInitFailed:
      return "its library refused to start up";
    default:
      return {};
  }
}

}  // namespace

bool isFailureOfCom(const platform::ComObject& created) noexcept {
  if (created.object != nullptr || created.crash) return false;
  const auto result = static_cast<std::uint32_t>(created.result);
  if (result == kOutOfMemory || result == kInvalidArgument) return false;
  return result == kNoInterface || isWithin(result, 0x80040150, 0x8004015F) ||  // REGDB_E_
         isWithin(result, 0x800401F0, 0x800401FF) ||                            // CO_E_
         isWithin(result, system(0), system(0xFFFF));
}

Error loadFailure(const DriverSource& source, const platform::ComObject& created) {
  const auto result = static_cast<std::uint32_t>(created.result);
  const std::string& path = created.path.empty() ? source.path : created.path;
  const std::string words = wordsFor(result, created.operation, path);
  char number[16];
  std::snprintf(number, sizeof number, "0x%08X", static_cast<unsigned>(result));
  return {ErrorCode::driverLoadFailed,
          "Windows could not create the driver" + (words.empty() ? "" : ": " + words) + " (" + number +
              " from " + created.operation + ", " + path +
              "). Reinstalling it usually repairs its registration and the libraries it needs.",
          created.operation, created.result, ""};
}

}  // namespace host
