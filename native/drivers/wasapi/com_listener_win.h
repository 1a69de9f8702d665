// What an object is made of that the system calls. Windows only.
#pragma once

#ifdef _WIN32

#include <mmdeviceapi.h>

#include <atomic>

#include "drivers/shell/module_users.h"

namespace drivers::wasapi {

// The system's interfaces have no destructor: `Release` is theirs.
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#endif

/// Made with one reference, which is its maker's. The system calls it by a thread of its own, in which
/// nothing may wait and nothing of the system may be let go of.
template <class Interface>
class ComListener : public Interface {
 public:
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    if (object == nullptr) return E_POINTER;
    *object = nullptr;
    if (iid != __uuidof(IUnknown) && iid != __uuidof(Interface)) return E_NOINTERFACE;
    AddRef();
    *object = static_cast<Interface*>(this);
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

 protected:
  virtual ~ComListener() = default;  ///< by `Release` alone

 private:
  const shell::ModuleUser moduleUser_;  ///< the system may hold it longer than anybody of ours
  std::atomic<ULONG> references_{1};
};

#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

}  // namespace drivers::wasapi

#endif
