// Runs something that has to fail and gives back with what.
#pragma once

#include <optional>
#include <string>

#include "host/error.h"

/// What `work` threw; none if it threw nothing.
template <class Work>
std::optional<host::Error> failureOf(Work work) {
  try {
    work();
  } catch (const host::Error& error) {
    return error;
  }
  return std::nullopt;
}

inline bool has(const std::optional<host::Error>& error, host::ErrorCode code) {
  return error.has_value() && error->code() == code;
}

/// Whether the error's message says `words`.
inline bool says(const std::optional<host::Error>& error, const std::string& words) {
  return error.has_value() && std::string(error->what()).find(words) != std::string::npos;
}
