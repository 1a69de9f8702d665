// Numbers of a driver's, as people read them.
#pragma once

#include <cstdio>
#include <string>

#include "host/error.h"

namespace doctor {

inline std::string number(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.10g", value);
  for (char& letter : text) {
    if (letter == ',') letter = '.';  // as some locales write it
  }
  return text;
}

/// "getLatencies answered -1000 (not present)".
inline std::string answered(const std::string& call, abi::Error code) {
  return call + " answered " + std::to_string(code) + " (" + host::describe(code) + ")";
}

inline std::string times(std::uint64_t part, std::uint64_t all, const std::string& noun) {
  return std::to_string(part) + " of " + std::to_string(all) + " " + noun;
}

}  // namespace doctor
