#ifndef _WIN32

#include "platform/module.h"

#include <dlfcn.h>

#include <cerrno>
#include <system_error>

namespace platform {

std::filesystem::path moduleContaining(const void* address) {
  Dl_info info{};
  if (dladdr(address, &info) == 0 || info.dli_fname == nullptr) {
    throw std::system_error(ENOENT, std::system_category(), "dladdr");
  }
  // As it was given to dlopen, which may have been relative.
  return std::filesystem::canonical(info.dli_fname);
}

}  // namespace platform

#endif
