// All conversions there are, and what they should give.
#pragma once

#include <string>
#include <vector>

#include "sample/converter.h"
#include "sample_reference.h"

/// The instruction sets that this processor has.
std::vector<sample::InstructionSet> instructionSets();
const char* nameOf(sample::InstructionSet set);

/// One sample type and one format, in one direction.
struct Way {
  reference::Pcm driver;
  sample::Format format;
  sample::Direction direction;
  reference::Pcm from;
  reference::Pcm to;
  std::string name;

  sample::Conversion with(sample::InstructionSet set) const {
    return sample::findConversion(driver.type, format, direction, set);
  }
  /// Whether `to` holds every value of `from`.
  bool isLossless() const;
};

/// Every way between numbers; bytes that are only copied are not among them.
const std::vector<Way>& ways();

/// By the reference's arithmetic. `values`: what `from` stands for.
reference::Bytes expected(const Way& way, const reference::Bytes& from, const std::vector<double>& values);

/// The first difference in words; empty: none.
std::string difference(const Way& way, const reference::Bytes& from, const reference::Bytes& wanted,
                       const reference::Bytes& got);

/// What is in memory that nobody should have written to.
inline constexpr auto kGuard = std::byte{0xa5};
