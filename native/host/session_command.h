// What the two halves of a session share: session.cpp, which others call, and session_threads.cpp.
#pragma once

#include <cstdint>
#include <string>

#include "host/error.h"
#include "host/session.h"

namespace host {

/// One piece of work on its way. Whoever takes it out of the session, under its mutex, calls `done` after
/// that.
struct Session::Command {
  const char* operation;
  std::uint64_t limitNs;
  Work work;
  Done done;
  bool last = false;                      ///< the end of the session
  std::uint64_t deadlineNs = UINT64_MAX;  ///< set when its turn comes
};

/// `limitNs` from now on.
std::uint64_t later(std::uint64_t limitNs);

Error timedOut(const std::string& operation);

}  // namespace host
