// The virtual driver reports its position as every driver of ours does.
#pragma once

#include "drivers/shell/position_report.h"

namespace drivers::loopback {

using shell::PositionReport;

}  // namespace drivers::loopback
