// Which devices are listed as one.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "drivers/wasapi/device_pairs.h"

using drivers::wasapi::DeviceEntry;
using drivers::wasapi::Direction;

namespace {

const DeviceEntry kSpeakers{Direction::render, "out-0000000a", "Speakers (Desk)", "{1} Desk"};
const DeviceEntry kLine{Direction::capture, "in-0000000b", "Line (Desk)", "{1} Desk"};
const DeviceEntry kMicrophone{Direction::capture, "in-0000000c", "Microphone (Desk)", "{1} Desk"};
const DeviceEntry kHeadset{Direction::capture, "in-0000000d", "Headset (Other)", "{2} Other"};

std::vector<std::string> instancesOf(const std::vector<DeviceEntry>& entries) {
  std::vector<std::string> instances;
  for (const DeviceEntry& entry : entries) instances.push_back(entry.instance);
  return instances;
}

}  // namespace

TEST_CASE("what plays and what records on the same hardware is listed together as well, behind all devices") {
  const auto entries = drivers::wasapi::withPairs({kSpeakers, kLine, kMicrophone, kHeadset});
  CHECK(instancesOf(entries) == std::vector<std::string>{"out-0000000a", "in-0000000b", "in-0000000c",
                                                         "in-0000000d", "out-0000000a+in-0000000b",
                                                         "out-0000000a+in-0000000c"});
  CHECK_FALSE(entries[4].direction.has_value());
  CHECK(entries[4].name == "Speakers (Desk) + Line (Desk)");
}

TEST_CASE("devices of which the system does not say where they belong are no pair") {
  DeviceEntry render = kSpeakers;
  DeviceEntry capture = kLine;
  render.hardware = capture.hardware = "";
  CHECK(drivers::wasapi::withPairs({render, capture}).size() == 2);
}

TEST_CASE("two devices that play are no pair") {
  DeviceEntry digital = kSpeakers;
  digital.instance = "out-0000000e";
  CHECK(drivers::wasapi::withPairs({kSpeakers, digital}).size() == 2);
}
