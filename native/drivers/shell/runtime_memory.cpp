// What the C++ runtime inside this library took when it was loaded goes back when it is unloaded. GCC's keeps
// memory for exceptions that are thrown where there is none left, and gives it back only when told to.
// BUFFERSWITCH_OWN_RUNTIME: it is linked in, and nobody else's.
#ifdef BUFFERSWITCH_OWN_RUNTIME

#include <exception>

namespace __gnu_cxx {
void __freeres();
}

namespace drivers::shell {

namespace {

struct RuntimeMemory {
  ~RuntimeMemory() { __gnu_cxx::__freeres(); }
};

/// Destroyed when the library goes, and no code of it runs any more.
const RuntimeMemory runtimeMemory;

}  // namespace

}  // namespace drivers::shell

#endif
