// Has a driver examined, on a thread of its own.
#pragma once

#include <napi.h>

namespace addon {

/// `examine(options)`: those of a driver, and `trail`, `duration` and `patience` in milliseconds. A promise
/// that resolves at the end of it: what was found is in the trail. Thread: JavaScript.
Napi::Value jsExamine(const Napi::CallbackInfo& info);

}  // namespace addon
