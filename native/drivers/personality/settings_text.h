// "name=value;name=value", as far as a personality is concerned with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace drivers::personality {

/// The user's settings without `personality`.
class SettingsText {
 public:
  explicit SettingsText(std::string_view text);

  /// The value of `personality`, where it is there.
  std::optional<std::string> personality;

  /// The settings, and those of `defaults` that the user has not.
  std::string with(std::string_view defaults) const;

 private:
  std::vector<std::string_view> pairs_;
};

/// The first "name=value" of `text` that is not among those of `whole`, or none.
std::optional<std::string> pairNotIn(std::string_view text, std::string_view whole);

}  // namespace drivers::personality
