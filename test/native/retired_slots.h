// Callback slots that a test has used up for good.
#pragma once

#include <cstddef>

inline std::size_t retiredSlots = 0;
