// Drivers of cwASIO: each has a folder with its name, and there a file `driver` with the path of a shared
// object.
#include <dlfcn.h>
#include <semaphore.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>

#include "system.h"

asio::Driver* loadDriver(const std::string& name) {
  const char* const directory = std::getenv("CWASIO_DIR");
  std::ifstream file((directory == nullptr ? "/etc/cwASIO" : directory) + ("/" + name) + "/driver");
  std::string path;
  if (!std::getline(file, path)) throw std::string("there is no driver with this name");

  // It stays loaded until the program ends.
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* const found = library == nullptr ? nullptr : dlsym(library, "instantiateDriver");
  if (found == nullptr) throw std::string(dlerror());
  asio::Driver* const driver = reinterpret_cast<asio::Driver* (*)()>(found)();
  if (driver == nullptr) throw std::string("the driver cannot be created");
  // One library may serve several names.
  std::string mutableName = name;
  driver->future(asio::kSetInstanceName, mutableName.data());
  return driver;
}

namespace {

/// Never destroyed, as somebody may still ring it.
struct Bell {
  Bell() { sem_init(&semaphore, 0, 0); }
  sem_t semaphore;
} bell;

}  // namespace

void ringBell() noexcept { sem_post(&bell.semaphore); }

void awaitBell() {
  while (sem_wait(&bell.semaphore) != 0 && errno == EINTR) {
  }
}

void awaitLine() {
  char character = 0;
  while (character != '\n' && read(STDIN_FILENO, &character, 1) == 1) {
  }
}
