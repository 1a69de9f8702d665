#include "drivers/personality/settings_text.h"

#include <algorithm>

namespace drivers::personality {
namespace {

constexpr std::string_view kPersonality = "personality=";

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> pairs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    if (end > 0) pairs.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pairs;
}

std::string_view nameOf(std::string_view pair) { return pair.substr(0, pair.find('=')); }

}  // namespace

SettingsText::SettingsText(std::string_view text) {
  for (const std::string_view pair : split(text)) {
    const bool isOurs = !personality && pair.substr(0, kPersonality.size()) == kPersonality;
    if (isOurs) personality = std::string(pair.substr(kPersonality.size()));
    if (!isOurs) pairs_.push_back(pair);
  }
}

std::string SettingsText::with(std::string_view defaults) const {
  std::vector<std::string_view> all = pairs_;
  for (const std::string_view pair : split(defaults)) {
    const auto isSame = [&](std::string_view other) { return nameOf(other) == nameOf(pair); };
    if (std::none_of(pairs_.begin(), pairs_.end(), isSame)) all.push_back(pair);
  }
  std::string text;
  for (const std::string_view pair : all) text += (text.empty() ? "" : ";") + std::string(pair);
  return text;
}

std::optional<std::string> pairNotIn(std::string_view text, std::string_view whole) {
  const std::vector<std::string_view> known = split(whole);
  for (const std::string_view pair : split(text)) {
    if (std::find(known.begin(), known.end(), pair) == known.end()) return std::string(pair);
  }
  return std::nullopt;
}

}  // namespace drivers::personality
