// Which class a driver is of: a library can be installed several times, each time under a class of its own.
#pragma once

#include "abi/types.h"

namespace drivers::shell {

/// Server to driver, within this library: `const abi::Guid*`, the class that it was made as. Before
/// everything else.
inline constexpr abi::Long kSetClassId = 0x42530012;

}  // namespace drivers::shell
