#define WIN32_LEAN_AND_MEAN
#include <objbase.h>
#include <windows.h>

#include "platform/com.h"
#include "platform/text.h"

namespace platform {
namespace {

bool parse(const std::string& text, CLSID* id) noexcept {
  return text.size() == 38 && SUCCEEDED(CLSIDFromString(toWide(text).c_str(), id));
}

}  // namespace

bool isClassId(const std::string& text) noexcept {
  CLSID id;
  return parse(text, &id);
}

ComObject createInProcess(const std::string& classId) noexcept {
  CLSID id;
  if (!parse(classId, &id)) return {nullptr, static_cast<std::int32_t>(CO_E_CLASSSTRING), std::nullopt};
  void* object = nullptr;
  HRESULT result = E_FAIL;
  const auto create = [&] { result = CoCreateInstance(id, nullptr, CLSCTX_INPROC_SERVER, id, &object); };
  if (const auto crash = callGuarded(create)) return {nullptr, static_cast<std::int32_t>(result), crash};
  // Servers exist that say yes and give nothing.
  return {SUCCEEDED(result) ? object : nullptr, static_cast<std::int32_t>(result), std::nullopt};
}

}  // namespace platform
