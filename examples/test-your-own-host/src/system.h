// What Windows and Linux do in different ways.
#pragma once

#include <string>

#include "asio.h"

/// Loads the driver that is installed under that name, for `release`. Throws a `std::string` with the reason
/// where there is none, or it does not load. All calls into it come from this thread.
asio::Driver* loadDriver(const std::string& name);

/// Wakes `awaitBell`, or has the next one return at once. From any thread, without waiting.
void ringBell() noexcept;

/// On Windows messages are dispatched meanwhile, which drivers with windows rely on.
void awaitBell();

/// Returns when there is a line on stdin, or its end.
void awaitLine();
