// Which buffer sizes are tried.
#pragma once

#include <vector>

#include "doctor/raw_driver.h"

namespace doctor {

/// The preferred one first, the smallest, one between and the largest, each once, as far as they make sense.
std::vector<long> sizesToTry(const SizesAnswer& sizes);

}  // namespace doctor
