#include <dlfcn.h>

#include "platform/library.h"

namespace platform {

void* loadSymbol(const std::string& path, const char* symbol, std::string& error) {
  dlerror();
  void* library = dlopen(path.c_str(), RTLD_LOCAL | RTLD_NOW);
  void* address = library == nullptr ? nullptr : dlsym(library, symbol);
  if (address == nullptr) {
    const char* words = dlerror();
    error = words == nullptr ? "it does not have the symbol" : words;
  }
  return address;
}

void pinLibrary(const std::string& path) noexcept {
  if (!path.empty()) dlopen(path.c_str(), RTLD_NOW | RTLD_NODELETE | RTLD_NOLOAD);
}

void pinLibraryOf(const void* address) noexcept {
  Dl_info info;
  if (dladdr(address, &info) != 0) dlopen(info.dli_fname, RTLD_NOW | RTLD_NODELETE | RTLD_NOLOAD);
}

void pinThisLibrary() noexcept { pinLibraryOf(reinterpret_cast<const void*>(&pinThisLibrary)); }

}  // namespace platform
