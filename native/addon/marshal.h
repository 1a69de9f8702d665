// Between the host's plain data and JavaScript values. Thread: JavaScript.
#pragma once

#include <napi.h>

#include <exception>
#include <string>

#include "engine/stream_layout.h"
#include "host/description.h"
#include "host/device.h"
#include "host/driver_list.h"

namespace addon {

Napi::Value toJs(Napi::Env env, const host::DriverEntry& entry);
Napi::Value toJs(Napi::Env env, const host::DeviceDescription& description);
Napi::Value toJs(Napi::Env env, const host::DeviceReport& report);
Napi::Value toJs(Napi::Env env, const host::Latencies& latencies);
Napi::Value toJs(Napi::Env env, const engine::StreamLayout& layout);

/// An `Error` with `code`, `operation`, `driverCode` and `driverMessage` where there are any.
Napi::Error toJsError(Napi::Env env, const std::exception_ptr& failure);

/// The reverse. TypeScript has checked the values: a wrong one here is a fault of ours and throws a
/// TypeError.
host::DriverSource driverSourceFrom(const Napi::Object& object);
host::IoFormat ioFormatFrom(const std::string& name);
host::StreamStart streamStartFrom(const Napi::Object& object);
host::InputMonitor inputMonitorFrom(const Napi::Object& object);
host::TransportCommand transportCommandFrom(const Napi::Object& object);
host::StreamRequest streamRequestFrom(const Napi::Object& object);

}  // namespace addon
