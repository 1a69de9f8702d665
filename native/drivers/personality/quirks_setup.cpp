#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>

#include "drivers/personality/at_place.h"
#include "drivers/personality/quirks.h"
#include "platform/time.h"

namespace drivers::personality {
namespace {

using abi::Long;

class InitAnswers final : public Layer {
 public:
  explicit InitAnswers(abi::Bool answer) : answer_(answer) {}
  abi::Bool init(void* handle) override {
    if (answer_ > 0) return below().init(handle) > 0 ? answer_ : 0;
    return answer_;
  }

 private:
  const abi::Bool answer_;
};

class FailsWithWords final : public Layer {
 public:
  explicit FailsWithWords(std::size_t length) : words_(length, 'w') {}
  abi::Bool init(void*) override { return 0; }
  void getErrorMessage(char* message) override { std::memcpy(message, words_.c_str(), words_.size() + 1); }

 private:
  const std::string words_;
};

class StartsUpWithoutChannels final : public Layer {
 public:
  Error getChannels(Long* inputs, Long* outputs) override {
    *inputs = *outputs = 0;
    return abi::error::kOk;
  }
  void getErrorMessage(char* message) override { std::strcpy(message, "no unit is connected"); }
};

class NameWithoutEnd final : public Layer {
 public:
  explicit NameWithoutEnd(std::size_t length) : length_(length) {}
  void getDriverName(char* name) override { std::memset(name, 'n', length_); }

 private:
  const std::size_t length_;
};

class ChannelNames final : public Layer {
 public:
  explicit ChannelNames(std::string text) : text_(std::move(text)) {}
  Error getChannelInfo(abi::ChannelInfo* info) override {
    const Error result = below().getChannelInfo(info);
    std::memcpy(info->name, text_.data(), text_.size());
    return result;
  }

 private:
  const std::string text_;
};

class ChannelInfoTooLong final : public Layer {
 public:
  Error getChannelInfo(abi::ChannelInfo* info) override {
    const Error result = below().getChannelInfo(info);
    std::memset(reinterpret_cast<char*>(info) + sizeof *info, 'x', 512);
    return result;
  }
};

/// Another for each thread that there ever was: those of the system are used again.
std::uint64_t threadNumber() {
  static std::atomic<std::uint64_t> last{0};
  thread_local const std::uint64_t own = ++last;
  return own;
}

class StaysOnItsThread final : public Layer {
 public:
  abi::Bool init(void* handle) override {
    thread_ = threadNumber();
    return below().init(handle);
  }
  Error getChannels(Long* inputs, Long* outputs) override {
    return isHere() ? below().getChannels(inputs, outputs) : abi::error::kInvalidMode;
  }
  Error setSampleRate(double rateHz) override {
    return isHere() ? below().setSampleRate(rateHz) : abi::error::kInvalidMode;
  }
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    return isHere() ? below().createBuffers(infos, channels, frames, calls) : abi::error::kInvalidMode;
  }
  Error start() override { return isHere() ? below().start() : abi::error::kInvalidMode; }
  Error stop() override { return isHere() ? below().stop() : abi::error::kInvalidMode; }
  Error disposeBuffers() override { return isHere() ? below().disposeBuffers() : abi::error::kInvalidMode; }

 private:
  bool isHere() const { return thread_ == threadNumber(); }
  std::uint64_t thread_ = 0;
};

class NeedsWindow final : public Layer {
 public:
  abi::Bool init(void* handle) override {
#ifdef _WIN32
    if (handle == nullptr) return 0;
#endif
    return below().init(handle);
  }
};

class NothingBeforeInit final : public Layer {
 public:
  abi::Bool init(void* handle) override {
    isUp_ = !wasAsked_ && below().init(handle) > 0;
    return isUp_ ? 1 : 0;
  }
  void getDriverName(char* name) override {
    note();
    below().getDriverName(name);
  }
  Long getDriverVersion() override {
    note();
    return below().getDriverVersion();
  }
  Error getChannels(Long* inputs, Long* outputs) override {
    note();
    return below().getChannels(inputs, outputs);
  }
  Error getSampleRate(double* rateHz) override {
    note();
    return below().getSampleRate(rateHz);
  }
  Error outputReady() override {
    note();
    return below().outputReady();
  }

 private:
  void note() { wasAsked_ = wasAsked_ || !isUp_; }
  bool isUp_ = false;
  bool wasAsked_ = false;
};

/// Instances whose device is claimed, and until when others are not let in.
struct Claims {
  std::mutex mutex;
  std::set<std::string> claimed;
  std::map<std::string, std::uint64_t> busyUntilNs;
};

Claims& claims() {
  static auto& all = *new Claims;
  return all;
}

class ClaimsUntilReleased final : public Layer {
 public:
  abi::Bool init(void* handle) override {
    {
      const std::lock_guard lock(claims().mutex);
      if (!claims().claimed.insert(context().instance).second) return 0;
      isClaimant_ = true;
    }
    return isFirstGeneration() ? 0 : below().init(handle);
  }
  void release() override {
    {
      const std::lock_guard lock(claims().mutex);
      if (isClaimant_) claims().claimed.erase(context().instance);
    }
    below().release();
  }

 private:
  bool isClaimant_ = false;
};

class BusyAfterRelease final : public Layer {
 public:
  explicit BusyAfterRelease(int milliseconds)
      : busyNs_(static_cast<std::uint64_t>(milliseconds) * 1'000'000) {}
  abi::Bool init(void* handle) override {
    {
      const std::lock_guard lock(claims().mutex);
      if (platform::nowNs() < claims().busyUntilNs[context().instance]) return 0;
      isOwner_ = true;
    }
    return below().init(handle);
  }
  void release() override {
    below().release();
    if (!isOwner_) return;
    const std::lock_guard lock(claims().mutex);
    claims().busyUntilNs[context().instance] = platform::nowNs() + busyNs_;
  }

 private:
  const std::uint64_t busyNs_;
  bool isOwner_ = false;
};

/// The process ends with a code that a test can tell from a crash.
class ExitsProcess final : public AtPlace {
 public:
  using AtPlace::AtPlace;

 private:
  void happen() override { std::_Exit(3); }
};

#ifdef __GNUC__
/// It is meant, so no sanitizer is to say so in the system's place.
__attribute__((no_sanitize("address", "undefined")))
#endif
void crash() {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
}

class Crashes final : public AtPlace {
 public:
  explicit Crashes(Place place) : AtPlace(place) {
    if (place == Place::create) crash();
  }

 private:
  void happen() override { crash(); }
};

class Throws final : public AtPlace {
 public:
  using AtPlace::AtPlace;

 private:
  void happen() override { throw std::runtime_error("nobody catches this"); }
};

}  // namespace

Quirk initAnswers(abi::Bool answer) { return std::make_unique<InitAnswers>(answer); }
Quirk failsWithoutWords() { return std::make_unique<FailsWithWords>(0); }
Quirk failsWithLongWords() { return std::make_unique<FailsWithWords>(1000); }
Quirk startsUpWithoutChannels() { return std::make_unique<StartsUpWithoutChannels>(); }
Quirk nameWithoutEnd(std::size_t length) { return std::make_unique<NameWithoutEnd>(length); }
Quirk channelNamesWithoutEnd() { return std::make_unique<ChannelNames>(std::string(32, 'c')); }
Quirk channelNames(const char* text) {
  return std::make_unique<ChannelNames>(std::string(text, std::strlen(text) + 1));
}
Quirk channelInfoTooLong() { return std::make_unique<ChannelInfoTooLong>(); }
Quirk staysOnItsThread() { return std::make_unique<StaysOnItsThread>(); }
Quirk needsWindow() { return std::make_unique<NeedsWindow>(); }
Quirk nothingBeforeInit() { return std::make_unique<NothingBeforeInit>(); }
Quirk claimsUntilReleased() { return std::make_unique<ClaimsUntilReleased>(); }
Quirk busyAfterRelease(int milliseconds) { return std::make_unique<BusyAfterRelease>(milliseconds); }
Quirk exitsProcess(Place place) { return std::make_unique<ExitsProcess>(place); }
Quirk crashes(Place place) { return std::make_unique<Crashes>(place); }
Quirk throws(Place place) { return std::make_unique<Throws>(place); }

}  // namespace drivers::personality
