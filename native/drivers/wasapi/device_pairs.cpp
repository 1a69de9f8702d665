#include "drivers/wasapi/device_pairs.h"

namespace drivers::wasapi {

namespace {

bool isPair(const DeviceEntry& first, const DeviceEntry& second) {
  return first.direction == Direction::render && second.direction == Direction::capture &&
         !first.hardware.empty() && first.hardware == second.hardware;
}

DeviceEntry pairOf(const DeviceEntry& render, const DeviceEntry& capture) {
  return {std::nullopt, render.instance + "+" + capture.instance, render.name + " + " + capture.name,
          render.hardware};
}

}  // namespace

std::vector<DeviceEntry> withPairs(std::vector<DeviceEntry> devices) {
  const std::vector<DeviceEntry> single = devices;
  for (const DeviceEntry& first : single) {
    for (const DeviceEntry& second : single) {
      if (isPair(first, second)) devices.push_back(pairOf(first, second));
    }
  }
  return devices;
}

}  // namespace drivers::wasapi
