// The virtual driver's rule of buffer sizes is that of every driver of ours.
#pragma once

#include "drivers/shell/buffer_rule.h"

namespace drivers::loopback {

using shell::BufferRule;

}  // namespace drivers::loopback
