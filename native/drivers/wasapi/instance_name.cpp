#include "drivers/wasapi/instance_name.h"

#include <cstdint>
#include <cstdio>

namespace drivers::wasapi {

namespace {

constexpr std::string_view kRender = "out-";
constexpr std::string_view kCapture = "in-";
constexpr std::string_view kDefault = "default";
constexpr std::size_t kDigits = 8;

/// FNV-1a: short, spread well, and the same everywhere.
std::uint32_t hashOf(std::string_view text) noexcept {
  std::uint32_t hash = 2166136261u;
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619u;
  return hash;
}

std::string_view prefixOf(Direction direction) noexcept {
  return direction == Direction::render ? kRender : kCapture;
}

bool isNameOf(std::string_view prefix, std::string_view name) noexcept {
  if (name.substr(0, prefix.size()) != prefix) return false;
  if (name.substr(prefix.size()) == kDefault) return true;
  if (name.size() != prefix.size() + kDigits) return false;
  return name.find_first_not_of("0123456789abcdef", prefix.size()) == std::string_view::npos;
}

}  // namespace

std::string instanceName(Direction direction, std::string_view systemId) {
  char digits[kDigits + 1];
  std::snprintf(digits, sizeof digits, "%08lx", static_cast<unsigned long>(hashOf(systemId)));
  return std::string(prefixOf(direction)) + digits;
}

std::string defaultInstanceName(Direction direction) { return std::string(prefixOf(direction)) += kDefault; }

std::optional<InstanceDevices> parseInstanceName(std::string_view name) {
  if (isNameOf(kRender, name)) return InstanceDevices{std::string(name), {}};
  if (isNameOf(kCapture, name)) return InstanceDevices{{}, std::string(name)};
  const std::size_t plus = name.find('+');
  if (plus == std::string_view::npos) return std::nullopt;
  const std::string_view first = name.substr(0, plus);
  const std::string_view second = name.substr(plus + 1);
  if (!isNameOf(kRender, first) || !isNameOf(kCapture, second)) return std::nullopt;
  return InstanceDevices{std::string(first), std::string(second)};
}

}  // namespace drivers::wasapi
