// What the command line of a bench chooses.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "named.h"
#include "sample/format.h"
#include "sample/instruction_set.h"
#include "sample/type_info.h"

namespace bench {

/// The matrix to measure: everything with everything.
struct Choices {
  std::vector<Named<const sample::TypeInfo*>> types;
  std::vector<Named<sample::Format>> formats;
  std::vector<Named<sample::Layout>> layouts;
  std::vector<std::size_t> channels = {1, 2, 6, 8, 32, 64, 256};
  std::vector<std::size_t> frames = {32, 64, 128, 256, 512, 1024, 2048};
  bool denormals = false;  ///< samples that are too small for a float's exponent, and not random ones
  /// The first is the one that counts; the others are measured beside it.
  std::vector<Named<sample::InstructionSet>> sets;
};

/// The choices in `arguments`, or nothing after `problem` was set to what is wrong with them.
std::optional<Choices> readChoices(const std::vector<std::string>& arguments, std::string& problem);

}  // namespace bench
