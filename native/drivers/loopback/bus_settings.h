// What follows from a driver's settings for the buses that it shares with others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "drivers/loopback/settings.h"

namespace drivers::loopback {

/// The same for all settings with which drivers can share a cable: everything but names and jitter.
std::uint64_t busSignature(const Settings& settings);

/// Of the ring of one output: everybody may be as far ahead of everybody else as the cable is long.
std::size_t busRingBytes(const Settings& settings);

/// What the system calls the memory of the cable with that name.
std::string busMemoryName(const std::string& cable);

}  // namespace drivers::loopback
