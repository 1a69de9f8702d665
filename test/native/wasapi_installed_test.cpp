// Instances of the driver of audio devices that were installed: which device each is, and how.
#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "abi/selectors.h"
#include "drivers/wasapi/device_source.h"
#include "drivers/wasapi/wasapi.h"
#include "simulated_audio.h"

namespace {

std::string settingsOf(const std::string& instance) {
  if (instance == "Desk") return "device=out-0000000a+in-0000000b;type=int16lsb";
  if (instance == "Wrong") return "device=the best one";
  if (instance == "Unreadable") throw std::runtime_error("nobody can read that");
  return {};
}

/// A driver that was told its name, until the end of the test. Whatever device it asks for is there.
class Installed : public drivers::wasapi::DeviceSource {
 public:
  explicit Installed(const char* name) : driver_(drivers::wasapi::create(&settingsOf)) {
    REQUIRE(driver_ != nullptr);
    driver_->table->future(driver_, drivers::wasapi::kSetDeviceSource, static_cast<DeviceSource*>(this));
    if (*name != '\0') named = future(abi::selector::kSetInstanceName, name);
  }
  ~Installed() override { driver_->table->release(driver_); }

  drivers::wasapi::Devices open(const std::string& name) override {
    asked = name;
    drivers::wasapi::Devices devices;
    devices.waiter = system_.makeWaiter();
    devices.unwatched = system_.makeWaiter();
    devices.render = device_.endpoint();
    return devices;
  }

  abi::Error future(abi::Long selector, std::string text) {
    return driver_->table->future(driver_, selector, text.data());
  }
  bool init() { return driver_->table->init(driver_, nullptr) == 1; }
  std::string message() {
    char text[124] = "";
    driver_->table->getErrorMessage(driver_, text);
    return text;
  }
  std::string name() {
    char text[32] = "";
    driver_->table->getDriverName(driver_, text);
    return text;
  }
  abi::SampleType type() {
    abi::ChannelInfo info{};
    driver_->table->getChannelInfo(driver_, &info);
    return info.type;
  }

  abi::Error named = 0;
  std::optional<std::string> asked;  ///< which device

 private:
  simulated::System system_;
  simulated::Device device_{system_, {}};
  abi::Driver* const driver_;
};

}  // namespace

TEST_CASE("an installed instance is the device of its settings, and is called as its installer said") {
  Installed desk("Desk");
  CHECK(desk.named == abi::error::kSuccess);
  REQUIRE(desk.init());
  CHECK(desk.asked == "out-0000000a+in-0000000b");
  CHECK(desk.type() == abi::sample_type::kInt16Lsb);
  CHECK(desk.name() == "Desk");
}

TEST_CASE("an instance without settings, or without a name, is the device that plays by default") {
  for (const char* name : {"Bare", ""}) {
    Installed bare(name);
    REQUIRE(bare.init());
    CHECK(bare.asked == drivers::wasapi::kDefaultDevice);
  }
}

TEST_CASE("a host's settings take the place of the installed ones, but for the device") {
  Installed desk("Desk");
  CHECK(desk.future(abi::selector::kSetSettings, "type=int24lsb") == abi::error::kSuccess);
  REQUIRE(desk.init());
  CHECK(desk.asked == "out-0000000a+in-0000000b");
  CHECK(desk.type() == abi::sample_type::kInt24Lsb);
  Installed other("Desk");
  CHECK(other.future(abi::selector::kSetSettings, "device=in-0000000c") == abi::error::kSuccess);
  REQUIRE(other.init());
  CHECK(other.asked == "in-0000000c");
  CHECK(other.type() == abi::sample_type::kInt32Lsb);
}

TEST_CASE("an installed instance whose settings are bad does not start up, and says why") {
  Installed wrong("Wrong");
  CHECK(wrong.named == abi::error::kInvalidParameter);
  CHECK_FALSE(wrong.init());
  CHECK(wrong.message() ==
        "device=the best one is refused; allowed: a device that is listed, such as out-1a2b3c4d");
  CHECK_FALSE(wrong.asked.has_value());
  CHECK(wrong.future(abi::selector::kSetSettings, "device=out-0000000a") == abi::error::kSuccess);
  CHECK(wrong.init());
  Installed unreadable("Unreadable");
  CHECK_FALSE(unreadable.init());
  CHECK(unreadable.message() == "nobody can read that");
}
