#include "host/driver_list.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "fake_driver.h"

using host::DriverEntry;

TEST_CASE("a built-in driver is known by its id, and the first one with an id stays") {
  const FakeDriver fake;  // makes its kind known
  const std::string id = fake.source().id;
  const host::BuiltInDriver* known = host::findBuiltInDriver(id);
  REQUIRE(known != nullptr);
  host::addBuiltInDriver({"fake-0", "Other", "Another one", nullptr});
  CHECK(std::string(host::findBuiltInDriver("fake-0")->name) == "Fake");
  CHECK(host::findBuiltInDriver(id) == known);
  CHECK(host::findBuiltInDriver("") == nullptr);
  CHECK(host::findBuiltInDriver("fake-") == nullptr);
}

TEST_CASE("built-in drivers are listed once each, usable and last, and none is loaded for it") {
  const FakeDriver fake;
  const std::vector<DriverEntry> entries = host::listDrivers("");
  const auto isOurs = [&](const DriverEntry& entry) { return entry.id == fake.source().id; };
  CHECK(std::count_if(entries.begin(), entries.end(), isOurs) == 1);
  const auto entry = std::find_if(entries.begin(), entries.end(), isOurs);
  REQUIRE(entry != entries.end());
  CHECK(entry->kind == host::DriverKind::builtIn);
  CHECK(entry->name == "Fake");
  CHECK(entry->description == "A driver of the tests");
  CHECK(entry->reason.empty());
  CHECK(fake.count(Call::create) == 0);
}

TEST_CASE("a driver that is nothing without a device is listed by its devices, in its place") {
  host::addBuiltInDriver({"test-devices", "Devices", "", nullptr, host::DriverKind::wasapi, [] {
                            return std::vector<host::DeviceInstance>{{"out-1", "Desk", "Desk (output)"},
                                                                     {"in-1", "Desk", "Desk (input)"}};
                          }});
  std::vector<DriverEntry> entries = host::listDrivers("");
  const auto isOther = [](const DriverEntry& entry) { return entry.id.find("test-devices") != 0; };
  entries.erase(std::remove_if(entries.begin(), entries.end(), isOther), entries.end());
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].id == "test-devices:out-1");
  CHECK(entries[1].id == "test-devices:in-1");
  CHECK(entries[1].name == "Desk");
  CHECK(entries[1].description == "Desk (input)");
  CHECK(entries[1].kind == host::DriverKind::wasapi);
  const host::BuiltInDriver* known = host::findBuiltInDriver("test-devices:in-1");
  REQUIRE(known != nullptr);
  CHECK(known == host::findBuiltInDriver("test-devices"));
  CHECK(host::findBuiltInDriver("test-devices-2:in-1") == nullptr);
  // Those of other drivers are no devices: the name of an instance is not a part of their id.
  CHECK(host::findBuiltInDriver("fake-0:x") == nullptr);
}
