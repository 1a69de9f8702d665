// The clock of drivers that share buses.
#pragma once

#include <memory>

#include "drivers/loopback/bus.h"
#include "drivers/loopback/clock.h"

namespace drivers::loopback {

/// For the run that `bus`, which outlives it, has started.
std::shared_ptr<Clock> makeBusClock(Bus& bus, const ClockSettings& settings, abi::Long frames);

}  // namespace drivers::loopback
