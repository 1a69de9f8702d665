// Arguments of JavaScript's, checked. TypeScript has done that for everybody who uses the library, with words
// for users; this is for calls that got past it: they throw a TypeError, and must not crash. Thread:
// JavaScript.
#pragma once

#include <napi.h>

#include <cmath>
#include <cstddef>
#include <exception>
#include <string>

#include "addon/marshal.h"

namespace addon {

/// A whole number from `low` to `high`.
inline double wholeNumber(const Napi::Value& value, const char* name, double low, double high) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : low - 1;
  if (number >= low && number <= high && number == std::trunc(number)) return number;
  throw Napi::TypeError::New(value.Env(), std::string(name) + " is not a whole number in its range");
}

/// Any number from `low` to `high`.
inline double anyNumber(const Napi::Value& value, const char* name, double low, double high) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : low - 1;
  if (number >= low && number <= high) return number;
  throw Napi::TypeError::New(value.Env(), std::string(name) + " is not a number in its range");
}

/// Bytes, at least `least` of them.
inline Napi::Uint8Array bytesOf(const Napi::Value& value, const char* name, std::size_t least) {
  if (value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_uint8_array) {
    auto array = value.As<Napi::Uint8Array>();
    if (array.ByteLength() >= least && array.Data() != nullptr) return array;
  }
  throw Napi::TypeError::New(value.Env(), std::string(name) + " is no Uint8Array, or too small");
}

/// What `work` returns; what it throws comes out as an error of JavaScript's.
template <class Work>
auto guarded(Napi::Env env, Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception&) {
    throw toJsError(env, std::current_exception());
  }
}

}  // namespace addon
