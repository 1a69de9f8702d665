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
  if (!parse(classId, &id)) return {nullptr, static_cast<std::int32_t>(CO_E_CLASSSTRING)};
  void* object = nullptr;
  const HRESULT result = CoCreateInstance(id, nullptr, CLSCTX_INPROC_SERVER, id, &object);
  // Servers exist that say yes and give nothing.
  return {SUCCEEDED(result) ? object : nullptr, static_cast<std::int32_t>(result)};
}

}  // namespace platform
