#include "addon/marshal.h"

#include <string>

#include "addon/checked.h"
#include "host/error.h"
#include "rt/stream_counters.h"
#include "sample/type_info.h"

namespace addon {
namespace {

/// Far above what the library itself asks for.
constexpr double kMostFrames = 1 << 20;
constexpr double kMostDepth = 2147483648;
constexpr double kMostDelayBuffers = 1 << 16;
/// Up to here numbers of JavaScript's are exact.
constexpr double kMostExact = 9007199254740991;

template <class T, class Convert>
Napi::Array arrayOf(Napi::Env env, const std::vector<T>& items, Convert convert) {
  Napi::Array array = Napi::Array::New(env, items.size());
  for (std::size_t i = 0; i < items.size(); ++i) array.Set(static_cast<std::uint32_t>(i), convert(items[i]));
  return array;
}

Napi::Value number(Napi::Env env, double value) { return Napi::Number::New(env, value); }

const char* kindName(host::DriverKind kind) {
  switch (kind) {
    case host::DriverKind::com:
      return "com";
    case host::DriverKind::cwasio:
      return "cwasio";
    case host::DriverKind::builtIn:
      return "built-in";
    case host::DriverKind::wasapi:
      return "wasapi";
  }
  return "";
}

Napi::Value textOrNull(Napi::Env env, const std::string& text) {
  return text.empty() ? env.Null() : Napi::String::New(env, text).As<Napi::Value>();
}

Napi::Object channel(Napi::Env env, const host::ChannelDescription& channel) {
  Napi::Object object = Napi::Object::New(env);
  const sample::TypeInfo* type = sample::findType(channel.type);
  object.Set("index", number(env, static_cast<double>(channel.index)));
  object.Set("name", channel.name);
  object.Set("sampleType", type == nullptr ? "unknown:" + std::to_string(channel.type) : type->name);
  object.Set("group", number(env, static_cast<double>(channel.group)));
  object.Set("active", channel.active);
  return object;
}

Napi::Object clockSource(Napi::Env env, const host::ClockSource& source) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("index", number(env, static_cast<double>(source.index)));
  object.Set("name", source.name);
  object.Set("channel", source.channel < 0 ? env.Null() : number(env, static_cast<double>(source.channel)));
  object.Set("group", source.group < 0 ? env.Null() : number(env, static_cast<double>(source.group)));
  object.Set("current", source.current);
  return object;
}

Napi::Object bufferSizes(Napi::Env env, const host::BufferSizes& sizes) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("min", number(env, static_cast<double>(sizes.min)));
  object.Set("max", number(env, static_cast<double>(sizes.max)));
  object.Set("preferred", number(env, static_cast<double>(sizes.preferred)));
  object.Set("granularity", number(env, static_cast<double>(sizes.granularity)));
  return object;
}

Napi::Object plane(Napi::Env env, const engine::Plane& plane) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("offset", number(env, static_cast<double>(plane.offset)));
  object.Set("bytes", number(env, static_cast<double>(plane.bytes)));
  object.Set("silence", number(env, static_cast<double>(plane.silence)));
  return object;
}

Napi::Object ring(Napi::Env env, const engine::RingLayout& layout) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("capacity", number(env, layout.capacity));
  object.Set("writtenOffset", number(env, static_cast<double>(layout.writtenOffset)));
  object.Set("readOffset", number(env, static_cast<double>(layout.readOffset)));
  object.Set("headersOffset", number(env, static_cast<double>(layout.headersOffset)));
  object.Set("samplesOffset", number(env, static_cast<double>(layout.samplesOffset)));
  object.Set("blockBytes", number(env, static_cast<double>(layout.blockBytes)));
  object.Set("planes",
             arrayOf(env, layout.planes, [&](const engine::Plane& item) { return plane(env, item); }));
  return object;
}

Napi::Object features(Napi::Env env, const host::Features& features) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("inputMonitor", features.inputMonitor);
  object.Set("inputGain", features.inputGain);
  object.Set("inputMeter", features.inputMeter);
  object.Set("outputGain", features.outputGain);
  object.Set("outputMeter", features.outputMeter);
  object.Set("transport", features.transport);
  object.Set("timeInfo", features.timeInfo);
  object.Set("timeCode", features.timeCode);
  object.Set("overload", features.overload);
  object.Set("internalBuffers", features.internalBuffers ? toJs(env, *features.internalBuffers) : env.Null());
  return object;
}

Napi::String ioFormat(Napi::Env env, host::IoFormat format) {
  return Napi::String::New(env, format == host::IoFormat::dsd ? "dsd" : "pcm");
}

/// Where the 32-bit words are by which the audio thread and JavaScript talk to each other.
Napi::Object words(Napi::Env env) {
  using Counters = rt::StreamCounters;
  Napi::Object object = Napi::Object::New(env);
  object.Set("wakeWanted", number(env, offsetof(Counters, wakeWanted)));
  object.Set("bellWanted", number(env, offsetof(Counters, bellWanted)));
  object.Set("lossPending", number(env, offsetof(Counters, lossPending)));
  object.Set("outputWanted", number(env, offsetof(Counters, outputWanted)));
  object.Set("progressWanted", number(env, offsetof(Counters, progressWanted)));
  object.Set("discardWanted", number(env, offsetof(Counters, discardWanted)));
  object.Set("discardTo", number(env, offsetof(Counters, discardTo)));
  object.Set("virtualTime", number(env, offsetof(Counters, virtualTime)));
  object.Set("attention", number(env, offsetof(Counters, attention)));
  object.Set("over", number(env, offsetof(Counters, over)));
  object.Set("inputOwner", number(env, offsetof(Counters, inputOwner)));
  object.Set("outputOwner", number(env, offsetof(Counters, outputOwner)));
  object.Set("owners", number(env, offsetof(Counters, owners)));
  return object;
}

std::vector<long> channelsFrom(const Napi::Value& value) {
  const auto array = value.As<Napi::Array>();
  std::vector<long> channels;
  for (std::uint32_t i = 0; i < array.Length(); ++i) channels.push_back(array.Get(i).ToNumber().Int32Value());
  return channels;
}

sample::Format formatFrom(const std::string& name) {
  if (name == "int16") return sample::Format::int16;
  if (name == "int24") return sample::Format::int24;
  if (name == "int32") return sample::Format::int32;
  if (name == "float32") return sample::Format::float32;
  if (name == "float64") return sample::Format::float64;
  if (name == "dsd-lsb") return sample::Format::dsdLsb;
  if (name == "dsd-msb") return sample::Format::dsdMsb;
  return sample::Format::native;
}

}  // namespace

Napi::Value toJs(Napi::Env env, const host::DriverEntry& entry) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("id", entry.id);
  object.Set("kind", kindName(entry.kind));
  object.Set("name", entry.name);
  object.Set("description", entry.description);
  object.Set("path", textOrNull(env, entry.path));
  object.Set("usable", entry.reason.empty());
  object.Set("reason", textOrNull(env, entry.reason));
  return object;
}

Napi::Value toJs(Napi::Env env, const host::Latencies& latencies) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("input", number(env, static_cast<double>(latencies.input)));
  object.Set("output", number(env, static_cast<double>(latencies.output)));
  return object;
}

Napi::Value toJs(Napi::Env env, const host::DeviceReport& report) {
  const auto count = [&](std::uint64_t value) { return number(env, static_cast<double>(value)); };
  Napi::Object object = Napi::Object::New(env);
  object.Set("fault", textOrNull(env, report.fault));
  object.Set("missedSwitches", count(report.missedSwitches));
  object.Set("underruns", count(report.underruns));
  object.Set("lostPackets", count(report.lostPackets));
  object.Set("pair", env.Null());
  if (!report.pair) return object;
  Napi::Object pair = Napi::Object::New(env);
  pair.Set("driftPpm", report.pair->driftPpm ? number(env, *report.pair->driftPpm) : env.Null());
  pair.Set("droppedBuffers", count(report.pair->droppedBuffers));
  pair.Set("silentBuffers", count(report.pair->silentBuffers));
  pair.Set("isResampled", report.pair->isResampled);
  object.Set("pair", pair);
  return object;
}

Napi::Value toJs(Napi::Env env, const host::DeviceDescription& description) {
  const auto toChannel = [&](const host::ChannelDescription& item) { return channel(env, item); };
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", description.name);
  object.Set("version", number(env, static_cast<double>(description.version)));
  object.Set("inputs", arrayOf(env, description.inputs, toChannel));
  object.Set("outputs", arrayOf(env, description.outputs, toChannel));
  object.Set("bufferSizes", bufferSizes(env, description.bufferSizes));
  object.Set("sampleRate", description.sampleRate == 0 ? env.Null() : number(env, description.sampleRate));
  object.Set("latencies", toJs(env, description.latencies));
  object.Set("clockSources", arrayOf(env, description.clockSources,
                                     [&](const host::ClockSource& item) { return clockSource(env, item); }));
  object.Set("ioFormat", ioFormat(env, description.ioFormat));
  object.Set("ioFormats", arrayOf(env, description.ioFormats,
                                  [&](host::IoFormat format) { return ioFormat(env, format); }));
  object.Set("capabilities", features(env, description.features));
  object.Set("fault", textOrNull(env, description.fault));
  object.Set("resamplesInput", description.resamplesInput);
  return object;
}

Napi::Value toJs(Napi::Env env, const engine::StreamLayout& layout) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("bytes", number(env, static_cast<double>(layout.bytes)));
  object.Set("words", words(env));
  object.Set("timeCodeOffset", number(env, offsetof(rt::StreamCounters, timeCode)));
  object.Set("wakeUpsOffset", number(env, offsetof(rt::StreamCounters, wakeUps)));
  object.Set("wakeUpsWords", number(env, sizeof(rt::WakeUps) / 8));
  object.Set("input", ring(env, layout.input));
  object.Set("output", ring(env, layout.output));
  return object;
}

Napi::Error toJsError(Napi::Env env, const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const host::Error& error) {
    Napi::Error js = Napi::Error::New(env, error.what());
    js.Set("code", Napi::String::New(env, error.codeName()));
    if (!error.operation().empty()) js.Set("operation", Napi::String::New(env, error.operation()));
    if (error.hasDriverCode()) js.Set("driverCode", number(env, static_cast<double>(error.driverCode())));
    if (!error.driverMessage().empty())
      js.Set("driverMessage", Napi::String::New(env, error.driverMessage()));
    return js;
  } catch (const std::exception& error) {
    return Napi::Error::New(env, error.what());
  }
}

host::DriverSource driverSourceFrom(const Napi::Object& object) {
  const std::string kind = object.Get("kind").ToString();
  host::DriverSource source;
  source.id = object.Get("id").ToString();
  source.kind = kind == "com"      ? host::DriverKind::com
                : kind == "cwasio" ? host::DriverKind::cwasio
                : kind == "wasapi" ? host::DriverKind::wasapi
                                   : host::DriverKind::builtIn;
  source.path = object.Get("path").ToString();
  source.instance = object.Get("instance").ToString();
  return source;
}

host::IoFormat ioFormatFrom(const std::string& name) {
  return name == "dsd" ? host::IoFormat::dsd : host::IoFormat::pcm;
}

host::StreamStart streamStartFrom(const Napi::Object& object) {
  host::StreamStart start;
  start.position = static_cast<std::uint64_t>(wholeNumber(object.Get("position"), "position", 0, kMostExact));
  start.flags = object.Get("flags").ToNumber().Uint32Value();
  start.sinceNs = static_cast<std::uint64_t>(wholeNumber(object.Get("sinceNs"), "sinceNs", 0, kMostExact));
  return start;
}

host::InputMonitor inputMonitorFrom(const Napi::Object& object) {
  host::InputMonitor monitor;
  monitor.input = object.Get("input").ToNumber().Int32Value();
  monitor.output = object.Get("output").ToNumber().Int32Value();
  monitor.gain = object.Get("gain").ToNumber();
  monitor.enabled = object.Get("enabled").ToBoolean();
  monitor.pan = object.Get("pan").ToNumber();
  return monitor;
}

host::TransportCommand transportCommandFrom(const Napi::Object& object) {
  host::TransportCommand command;
  command.command = object.Get("command").ToNumber().Int32Value();
  command.position = static_cast<std::uint64_t>(object.Get("position").ToNumber().Int64Value());
  command.track = object.Get("track").ToNumber().Int32Value();
  return command;
}

host::StreamRequest streamRequestFrom(const Napi::Object& object) {
  host::StreamRequest request;
  request.inputs = channelsFrom(object.Get("inputs"));
  request.outputs = channelsFrom(object.Get("outputs"));
  request.bufferSize = static_cast<long>(wholeNumber(object.Get("bufferSize"), "bufferSize", 1, kMostFrames));
  request.depthFrames =
      static_cast<std::uint32_t>(wholeNumber(object.Get("depthFrames"), "depthFrames", 1, kMostDepth));
  request.format = formatFrom(object.Get("format").ToString());
  const std::string layout = object.Get("layout").ToString();
  request.layout = layout == "interleaved" ? sample::Layout::interleaved : sample::Layout::planar;
  const Napi::Value seed = object.Get("ditherSeed");
  if (seed.IsNumber()) request.ditherSeed = seed.ToNumber().Uint32Value();
  const Napi::Value processing = object.Get("processing");
  if (processing.IsObject()) {
    const auto options = processing.As<Napi::Object>();
    request.processing =
        engine::Processing{static_cast<std::uint32_t>(wholeNumber(options.Get("delayBuffers"), "delayBuffers",
                                                                  0, kMostDelayBuffers)),
                           anyNumber(options.Get("waitPart"), "waitPart", 0, 1)};
  }
  return request;
}

}  // namespace addon
