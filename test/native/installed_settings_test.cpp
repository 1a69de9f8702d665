// Instances of the virtual driver that were installed with settings.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "abi/selectors.h"
#include "drivers/personality/personality.h"

namespace {

std::string settingsOf(const std::string& instance) {
  if (instance == "eight") return "inputs=8;rate=96000";
  if (instance == "wrong") return "inputs=many";
  if (instance == "unreadable") throw std::runtime_error("nobody can read that");
  if (instance == "odd") return "inputs=3;personality=init-without-words";
  return {};
}

/// A driver that was told its name, until the end of the test.
struct Installed {
  explicit Installed(const char* name) : driver(drivers::personality::create(&settingsOf)) {
    REQUIRE(driver != nullptr);
    named = future(abi::selector::kSetInstanceName, name);
  }
  ~Installed() { driver->table->release(driver); }

  abi::Error future(abi::Long selector, std::string text) {
    return driver->table->future(driver, selector, text.data());
  }
  abi::Long inputs() {
    abi::Long in = -1, out = -1;
    driver->table->getChannels(driver, &in, &out);
    return in;
  }
  bool init() { return driver->table->init(driver, nullptr) == 1; }
  std::string message() {
    char text[124] = "";
    driver->table->getErrorMessage(driver, text);
    return text;
  }

  abi::Driver* driver;
  abi::Error named = 0;
};

}  // namespace

TEST_CASE("an instance has the settings that it was installed with") {
  Installed eight("eight");
  CHECK(eight.named == abi::error::kSuccess);
  REQUIRE(eight.init());
  CHECK(eight.inputs() == 8);
  double rate = 0;
  eight.driver->table->getSampleRate(eight.driver, &rate);
  CHECK(rate == 96000);
  Installed other("another");
  CHECK(other.named == abi::error::kSuccess);
  REQUIRE(other.init());
  CHECK(other.inputs() == 2);
}

TEST_CASE("settings of a host take the place of those, with their personality") {
  Installed odd("odd");
  CHECK(odd.named == abi::error::kSuccess);
  CHECK_FALSE(odd.init());
  CHECK(odd.future(abi::selector::kSetSettings, "inputs=5") == abi::error::kSuccess);
  REQUIRE(odd.init());
  CHECK(odd.inputs() == 5);
}

TEST_CASE("an instance whose settings are bad says so when it is told its name") {
  Installed wrong("wrong");
  CHECK(wrong.named == abi::error::kInvalidParameter);
  CHECK(wrong.message().find("inputs=many") != std::string::npos);
  Installed unreadable("unreadable");
  CHECK(unreadable.named == abi::error::kInvalidParameter);
  CHECK(unreadable.message() == "nobody can read that");
}

TEST_CASE("an instance whose settings are bad does not start up, and says why, unless a host sets others") {
  Installed wrong("wrong");
  CHECK_FALSE(wrong.init());
  CHECK(wrong.message().find("inputs=many") != std::string::npos);
  CHECK(wrong.future(abi::selector::kSetSettings, "inputs=3") == abi::error::kSuccess);
  REQUIRE(wrong.init());
  CHECK(wrong.inputs() == 3);
  CHECK_FALSE(Installed("unreadable").init());
}
