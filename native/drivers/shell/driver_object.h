// Makes a driver of a plain C++ class.
//
// The class, `Core`, has a method for each thing a host can ask, in the names of the table, with references
// in place of pointers. It returns results, throws `DriverFault` to refuse, and knows nothing of counts,
// codes or null pointers. Besides those methods it has `kClassId`, `driverName()` and `isOwnThread()`:
// whether the caller is a thread that its destructor waits for.
#pragma once

#include <atomic>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <type_traits>

#include "abi/driver.h"
#include "drivers/shell/class_identity.h"
#include "drivers/shell/com_results.h"
#include "drivers/shell/error_text.h"
#include "drivers/shell/fault.h"
#include "drivers/shell/module_users.h"
#include "drivers/shell/text.h"
#include "platform/text.h"

namespace drivers::shell {

template <class Core>
class DriverObject : private abi::Driver {
 public:
  /// A new driver with a reference count of one, whose core is made of `parts`; nullptr when there is no
  /// memory. Its last release destroys it.
  template <class... Parts>
  static abi::Driver* create(const Parts&... parts) noexcept {
    try {
      return std::make_unique<DriverObject>(parts...).release();
    } catch (...) {
      return nullptr;
    }
  }

  template <class... Parts>
  explicit DriverObject(const Parts&... parts) : abi::Driver{&kTable}, core_(parts...) {}
  DriverObject(const DriverObject&) = delete;
  DriverObject& operator=(const DriverObject&) = delete;

 private:
  using Long = abi::Long;

  static DriverObject& of(abi::Driver* self) noexcept { return *static_cast<DriverObject*>(self); }

  // --- Every call goes through here: nothing that is thrown gets out.

  template <class Body>
  static abi::Error enter(abi::Driver* self, Body body) noexcept {
    DriverObject& object = of(self);
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Body, Core&>>) {
        body(object.core_);
        return abi::error::kOk;
      } else {
        return body(object.core_);
      }
    } catch (const DriverFault& fault) {
      return object.remember(fault.code(), fault.what());
    } catch (const std::bad_alloc&) {
      return object.remember(abi::error::kNoMemory, "not enough memory");
    } catch (const std::exception& failure) {
      return object.remember(abi::error::kHwMalfunction, failure.what());
    } catch (...) {
      return object.remember(abi::error::kHwMalfunction, "an unknown failure inside the driver");
    }
  }

  abi::Error remember(abi::Error code, const char* message) noexcept {
    errorText_.set(message);
    return code;
  }

  // --- COM's three

  static abi::ComResult queryInterface(abi::Driver* self, const abi::Guid* iid, void** object) noexcept {
    if (object == nullptr) return kNullPointer;
    *object = nullptr;
#ifdef _WIN32
    if (iid == nullptr) return kNullPointer;
    const bool known = *iid == kUnknownInterface || *iid == Core::kClassId || *iid == of(self).classId_;
#else
    // cwASIO asks for the driver's only interface with a null pointer.
    const bool known = iid == nullptr || *iid == kUnknownInterface || *iid == Core::kClassId;
#endif
    if (!known) return kNoInterface;
    addRef(self);
    *object = self;
    return kComOk;
  }

  static abi::RefCount addRef(abi::Driver* self) noexcept {
    return of(self).references_.fetch_add(1, std::memory_order_relaxed) + 1;
  }

  static abi::RefCount release(abi::Driver* self) noexcept {
    const abi::RefCount left = of(self).references_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left == 0) destroy(std::unique_ptr<DriverObject>(&of(self)));
    return left;
  }

  static void destroy(std::unique_ptr<DriverObject> object) noexcept {
    if (!object->core_.isOwnThread()) return;
    // The host let go from inside a callback, on the thread that the destructor waits for: another thread has
    // to wait for it. Where there is none to be had, the object is leaked: it is in use.
    DriverObject* const inUse = object.release();
    try {
      inUse->core_.stop();
      std::thread([inUse] { const std::unique_ptr<DriverObject> last(inUse); }).detach();
    } catch (...) {
    }
  }

  // --- The driver's

  static abi::Bool init(abi::Driver* self, void* systemHandle) noexcept {
    return enter(self, [=](Core& core) { core.init(systemHandle); }) == abi::error::kOk ? 1 : 0;
  }

  static void getDriverName(abi::Driver* self, char* name) noexcept {
    enter(self, [=](Core& core) {
      // Cut first: in the system's code page nobody knows where a character ends.
      char cut[kNameRoom];
      copyText(cut, sizeof cut, core.driverName());
      copyText(&required(name, "name"), kNameRoom, platform::toDriverText(cut));
    });
  }

  static Long getDriverVersion(abi::Driver*) noexcept { return Core::kVersion; }

  static void getErrorMessage(abi::Driver* self, char* message) noexcept {
    if (message != nullptr) of(self).errorText_.copyTo(message);
  }

  static abi::Error start(abi::Driver* self) noexcept {
    return enter(self, [](Core& core) { core.start(); });
  }

  static abi::Error stop(abi::Driver* self) noexcept {
    return enter(self, [](Core& core) { core.stop(); });
  }

  static abi::Error getChannels(abi::Driver* self, Long* inputs, Long* outputs) noexcept {
    return enter(self, [=](Core& core) {
      core.getChannels(required(inputs, "inputs"), required(outputs, "outputs"));
    });
  }

  static abi::Error getLatencies(abi::Driver* self, Long* input, Long* output) noexcept {
    return enter(
        self, [=](Core& core) { core.getLatencies(required(input, "input"), required(output, "output")); });
  }

  static abi::Error getBufferSize(abi::Driver* self, Long* min, Long* max, Long* preferred,
                                  Long* granularity) noexcept {
    return enter(self, [=](Core& core) {
      core.getBufferSize(required(min, "min"), required(max, "max"), required(preferred, "preferred"),
                         required(granularity, "granularity"));
    });
  }

  static abi::Error canSampleRate(abi::Driver* self, abi::SampleRate rate) noexcept {
    return enter(self, [=](Core& core) { core.canSampleRate(rate); });
  }

  static abi::Error getSampleRate(abi::Driver* self, abi::SampleRate* rate) noexcept {
    return enter(self, [=](Core& core) { core.getSampleRate(required(rate, "rate")); });
  }

  static abi::Error setSampleRate(abi::Driver* self, abi::SampleRate rate) noexcept {
    return enter(self, [=](Core& core) { core.setSampleRate(rate); });
  }

  static abi::Error getClockSources(abi::Driver* self, abi::ClockSource* clocks, Long* count) noexcept {
    return enter(self, [=](Core& core) {
      core.getClockSources(&required(clocks, "clocks"), required(count, "count"));
    });
  }

  static abi::Error setClockSource(abi::Driver* self, Long index) noexcept {
    return enter(self, [=](Core& core) { core.setClockSource(index); });
  }

  static abi::Error getSamplePosition(abi::Driver* self, abi::Samples* position,
                                      abi::TimeStamp* time) noexcept {
    return enter(self, [=](Core& core) {
      return core.getSamplePosition(required(position, "position"), required(time, "time"));
    });
  }

  static abi::Error getChannelInfo(abi::Driver* self, abi::ChannelInfo* info) noexcept {
    return enter(self, [=](Core& core) { core.getChannelInfo(required(info, "info")); });
  }

  static abi::Error createBuffers(abi::Driver* self, abi::BufferInfo* infos, Long channels, Long bufferSize,
                                  abi::Callbacks* callbacks) noexcept {
    // A reference of its own: the host is asked questions in there, and may let go of the driver meanwhile.
    addRef(self);
    const abi::Error result = enter(self, [=](Core& core) {
      core.createBuffers(&required(infos, "infos"), channels, bufferSize, required(callbacks, "callbacks"));
    });
    release(self);
    return result;
  }

  static abi::Error disposeBuffers(abi::Driver* self) noexcept {
    return enter(self, [](Core& core) { core.disposeBuffers(); });
  }

  static abi::Error controlPanel(abi::Driver* self) noexcept {
    return enter(self, [](Core& core) { return core.controlPanel(); });
  }

  static abi::Error future(abi::Driver* self, Long selector, void* opt) noexcept {
    if (selector == kSetClassId && opt != nullptr) {
      of(self).classId_ = *static_cast<const abi::Guid*>(opt);
      return abi::error::kSuccess;
    }
    return enter(self, [=](Core& core) { return core.future(selector, opt); });
  }

  static abi::Error outputReady(abi::Driver* self) noexcept {
    return enter(self, [](Core& core) { return core.outputReady(); });
  }

  static const abi::DriverTable kTable;

  const ModuleUser moduleUser_;  ///< the first: counts until the core and its threads are gone
  std::atomic<abi::RefCount> references_{1};
  abi::Guid classId_ = Core::kClassId;
  ErrorText errorText_;
  Core core_;
};

template <class Core>
const abi::DriverTable DriverObject<Core>::kTable = {&queryInterface,
                                                     &addRef,
                                                     &release,
                                                     &init,
                                                     &getDriverName,
                                                     &getDriverVersion,
                                                     &getErrorMessage,
                                                     &start,
                                                     &stop,
                                                     &getChannels,
                                                     &getLatencies,
                                                     &getBufferSize,
                                                     &canSampleRate,
                                                     &getSampleRate,
                                                     &setSampleRate,
                                                     &getClockSources,
                                                     &setClockSource,
                                                     &getSamplePosition,
                                                     &getChannelInfo,
                                                     &createBuffers,
                                                     &disposeBuffers,
                                                     &controlPanel,
                                                     &future,
                                                     &outputReady};

}  // namespace drivers::shell
