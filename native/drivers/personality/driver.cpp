// The driver object in front of the layers: COM's three functions, and the table.
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <thread>

#include "drivers/loopback/loopback.h"
#include "drivers/personality/ends.h"
#include "drivers/personality/personality.h"
#include "drivers/personality/settings_of.h"
#include "drivers/personality/settings_text.h"
#include "drivers/personality/watched.h"
#include "drivers/shell/com_results.h"
#include "drivers/shell/fault.h"
#include "drivers/shell/module_users.h"
#include "drivers/shell/text.h"

namespace drivers::personality {
namespace {

using abi::Error;
using abi::Long;

/// How often a driver was made with a name and a personality.
int nextGeneration(const std::string& instance, std::string_view personality) {
  static std::mutex mutex;
  static std::map<std::string, int> made;
  const std::lock_guard lock(mutex);
  return made[instance + "\n" + std::string(personality)]++;
}

class Driver : private abi::Driver {
 public:
  Driver(abi::Driver* below, InstalledSettings* installedSettings)
      : abi::Driver{&kTable}, installedSettings_(installedSettings), ground_(below) {
    connect();
    shareCable(installedSettings_ == nullptr ? "" : loopback::kName);
  }
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  abi::Driver* asAbi() noexcept { return this; }

 private:
  static Driver& of(abi::Driver* self) noexcept { return *static_cast<Driver*>(self); }

  /// A call into the layers. It has a reference of its own: a host that is called meanwhile may let go of the
  /// driver.
  class Call {
   public:
    explicit Call(abi::Driver* self) noexcept : self_(self) { addRef(self); }
    ~Call() { release(self_); }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    Layer* operator->() const noexcept { return of(self_).top_; }

   private:
    abi::Driver* const self_;
  };
  static Call top(abi::Driver* self) noexcept { return Call(self); }

  void connect() noexcept {
    Layer* above = &sky_;
    Layer* const highest = layers_.empty() ? static_cast<Layer*>(&ground_) : layers_.front().get();
    if (watched_ != nullptr) {
      watched_->connect(context_, sky_, *highest);
      above = watched_.get();
    }
    for (const auto& layer : layers_) {
      Layer& below = &layer == &layers_.back() ? static_cast<Layer&>(ground_) : *(&layer)[1];
      layer->connect(context_, *above, below);
      above = layer.get();
    }
    sky_.connect(context_, sky_, ground_);
    ground_.connect(context_, *above, ground_);
    top_ = watched_ != nullptr ? watched_.get() : highest;
  }

  /// An installed driver is a cable between the programs that open it: all that take it as it is.
  void shareCable(const char* name) noexcept {
    ground_.future(loopback::kSetInstalledCable, const_cast<char*>(name));
  }

  /// Where somebody waits at the far side of an instance with that name, he sees and does it all. One that
  /// was installed with settings has those, until a host sets others.
  Error setInstance(const char* name) noexcept {
    try {
      context_.instance = name;
      if (auto farSide = loopback::findFarSide(context_.instance)) {
        watched_ = std::make_unique<Watched>(std::move(farSide));
        connect();
        ground_.future(shell::kSetHostPort, static_cast<shell::HostPort*>(&ground_));
      } else if (context_.instance.compare(0, kTestInstance.size(), kTestInstance) == 0) {
        refusal_ = "nobody is at the far side of it any more";
        return abi::error::kNotPresent;
      }
      const Error result = top_->future(abi::selector::kSetInstanceName, const_cast<char*>(name));
      if (result != abi::error::kSuccess || installedSettings_ == nullptr) return result;
      shareCable(name);
      return applyInstalled(result);
    } catch (const std::bad_alloc&) {
      return abi::error::kNoMemory;
    } catch (const std::exception& failure) {
      return refuse(failure.what());
    }
  }

  /// Where they are bad the instance does not start up, unless a host sets others.
  Error applyInstalled(Error otherwise) {
    isBroken_ = true;
    const std::string settings = installedSettings_(context_.instance);
    const Error result = settings.empty() ? otherwise : applySettings(settings.c_str());
    isBroken_ = result != abi::error::kSuccess;
    return result;
  }

  Error setSettings(const char* text) noexcept {
    const Error result = applySettings(text);
    if (result == abi::error::kSuccess) isBroken_ = false;
    // Its settings are the host's own; others do not know them.
    if (result == abi::error::kSuccess) shareCable("");
    if (watched_ != nullptr) watched_->noteSettings(text, result);
    return result;
  }

  /// A host need not know what the far side has said already.
  bool hasSettings() noexcept {
    if (isBroken_) return false;
    return watched_ == nullptr || isSet_ || applySettings("") == abi::error::kSuccess;
  }

  /// Takes `personality=` out of the settings and becomes what it says; the driver below gets the rest.
  Error applySettings(const char* text) noexcept {
    if (text == nullptr) return refuse("settings is a null pointer");
    refusal_.clear();
    try {
      std::string_view wanted = text;
      if (watched_ != nullptr) {
        const std::string& own = watched_->farSide().settingsText;
        if (const auto other = pairNotIn(wanted, own))
          return refuse(*other + " is not what this driver was made with");
        wanted = own;
      }
      Meaning meaning = meaningOf(wanted);
      const Personality* const chosen = meaning.personality;
      const Error result = ground_.future(abi::selector::kSetSettings, meaning.settings.data());
      isSet_ = result == abi::error::kSuccess;
      if (!isSet_) return result;
      layers_ = chosen == nullptr ? Layers() : chosen->layers();
      if (chosen == nullptr) {
        connect();
        return result;
      }
      context_.generation = nextGeneration(context_.instance, chosen->name);
      connect();
      return ground_.future(shell::kSetHostPort, static_cast<shell::HostPort*>(&ground_));
    } catch (const shell::DriverFault& fault) {
      return refuse(fault.what());
    } catch (const std::bad_alloc&) {
      return abi::error::kNoMemory;
    }
  }

  Error refuse(const std::string& why) {
    refusal_ = why;
    return abi::error::kInvalidParameter;
  }

  static abi::ComResult queryInterface(abi::Driver* self, const abi::Guid* iid, void** object) noexcept {
    return of(self).query(iid, object);
  }

  abi::ComResult query(const abi::Guid* iid, void** object) noexcept {
    if (object == nullptr) return shell::kNullPointer;
    *object = nullptr;
    // The driver below knows its identifiers; what it hands out for a known one is given back at once.
    void* known = nullptr;
    const abi::ComResult result = ground_.driver()->table->queryInterface(ground_.driver(), iid, &known);
    if (known == nullptr) return result;
    ground_.driver()->table->release(ground_.driver());
    addRef(this);
    *object = static_cast<abi::Driver*>(this);
    return result;
  }

  static abi::RefCount addRef(abi::Driver* self) noexcept {
    return of(self).references_.fetch_add(1, std::memory_order_relaxed) + 1;
  }

  static abi::RefCount release(abi::Driver* self) noexcept {
    const abi::RefCount left = of(self).references_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left == 0) end(std::unique_ptr<Driver>(&of(self)));
    return left;
  }

  static void end(std::unique_ptr<Driver> last) noexcept {
    if (!last->context_.host.isInside()) return last->top_->release();
    // The layers below are waiting for the host to return: another thread has to wait for them. Where there
    // is none to be had, the driver is leaked: it is in use.
    Driver* const inUse = last.release();
    inUse->ground_.stop();
    try {
      std::thread([inUse] {
        const std::unique_ptr<Driver> idle(inUse);
        idle->top_->release();
      }).detach();
    } catch (...) {
    }
  }

  /// What a personality throws gets out.
  static abi::Bool init(abi::Driver* self, void* handle) {
    return of(self).hasSettings() ? top(self)->init(handle) : 0;
  }
  static void getDriverName(abi::Driver* self, char* name) noexcept { top(self)->getDriverName(name); }
  static Long getDriverVersion(abi::Driver* self) noexcept { return top(self)->getDriverVersion(); }
  static void getErrorMessage(abi::Driver* self, char* message) noexcept {
    if (!of(self).refusal_.empty() && message != nullptr) {
      return shell::copyText(message, shell::kMessageRoom, of(self).refusal_);
    }
    top(self)->getErrorMessage(message);
  }
  static Error start(abi::Driver* self) noexcept { return top(self)->start(); }
  static Error stop(abi::Driver* self) noexcept { return top(self)->stop(); }
  static Error getChannels(abi::Driver* self, Long* inputs, Long* outputs) noexcept {
    return top(self)->getChannels(inputs, outputs);
  }
  static Error getLatencies(abi::Driver* self, Long* input, Long* output) noexcept {
    return top(self)->getLatencies(input, output);
  }
  static Error getBufferSize(abi::Driver* self, Long* min, Long* max, Long* preferred,
                             Long* granularity) noexcept {
    return top(self)->getBufferSize(min, max, preferred, granularity);
  }
  static Error canSampleRate(abi::Driver* self, double rate) noexcept {
    return top(self)->canSampleRate(rate);
  }
  static Error getSampleRate(abi::Driver* self, double* rate) noexcept {
    return top(self)->getSampleRate(rate);
  }
  static Error setSampleRate(abi::Driver* self, double rate) noexcept {
    return top(self)->setSampleRate(rate);
  }
  static Error getClockSources(abi::Driver* self, abi::ClockSource* clocks, Long* count) noexcept {
    return top(self)->getClockSources(clocks, count);
  }
  static Error setClockSource(abi::Driver* self, Long index) noexcept {
    return top(self)->setClockSource(index);
  }
  static Error getSamplePosition(abi::Driver* self, abi::Samples* position, abi::TimeStamp* time) noexcept {
    return top(self)->getSamplePosition(position, time);
  }
  static Error getChannelInfo(abi::Driver* self, abi::ChannelInfo* info) noexcept {
    return top(self)->getChannelInfo(info);
  }
  static Error createBuffers(abi::Driver* self, abi::BufferInfo* infos, Long channels, Long frames,
                             abi::Callbacks* callbacks) noexcept {
    of(self).context_.host.use(callbacks);
    return top(self)->createBuffers(infos, channels, frames, callbacks);
  }
  static Error disposeBuffers(abi::Driver* self) noexcept { return top(self)->disposeBuffers(); }
  static Error controlPanel(abi::Driver* self) noexcept { return top(self)->controlPanel(); }
  static Error future(abi::Driver* self, Long selector, void* opt) noexcept {
    if (selector == abi::selector::kSetSettings) return of(self).setSettings(static_cast<const char*>(opt));
    if (selector == abi::selector::kSetInstanceName && opt != nullptr &&
        *static_cast<const char*>(opt) != '\0')
      return of(self).setInstance(static_cast<const char*>(opt));
    return top(self)->future(selector, opt);
  }
  static Error outputReady(abi::Driver* self) noexcept { return top(self)->outputReady(); }

  static const abi::DriverTable kTable;

  const shell::ModuleUser moduleUser_;
  std::atomic<abi::RefCount> references_{1};
  Context context_;
  InstalledSettings* const installedSettings_;
  std::string refusal_;  ///< of settings
  Ground ground_;
  Sky sky_;
  Layers layers_;
  std::unique_ptr<Watched> watched_;  ///< above them; null: nobody is at the far side
  bool isSet_ = false;
  bool isBroken_ = false;  ///< by the settings that it was installed with
  Layer* top_ = nullptr;
};

const abi::DriverTable Driver::kTable = {&queryInterface,
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

}  // namespace

abi::Driver* create() noexcept { return create(nullptr); }

abi::Driver* create(InstalledSettings* installedSettings) noexcept {
  return create(loopback::create(), installedSettings);
}

abi::Driver* create(abi::Driver* below, InstalledSettings* installedSettings) noexcept {
  if (below == nullptr) return nullptr;
  auto* const driver = new (std::nothrow) Driver(below, installedSettings);
  if (driver == nullptr) below->table->release(below);
  return driver == nullptr ? nullptr : driver->asAbi();
}

}  // namespace drivers::personality
