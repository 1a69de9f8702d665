// The virtual driver with a personality: how some real driver behaves, and what the host makes of it.
//
// The setting `personality=<name>` chooses one; all other settings are the virtual driver's own.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "abi/driver.h"
#include "drivers/personality/layer.h"

namespace drivers::personality {

using Layers = std::vector<std::unique_ptr<Layer>>;

struct Personality {
  std::string_view name;
  /// The numbers of what it shows in docs/misbehaviours.md, as text: "64, 66". Empty: it is not
  /// in there.
  std::string_view catalogue;
  std::string_view imitates;  ///< what it does, or which driver as a whole
  std::string_view host;      ///< what this package makes of it
  /// Settings of the virtual driver that belong to it, unless the user has others.
  std::string_view settings;
  Layers (*layers)();  ///< from the top one, next to the host, down
};

/// All of them, in the order of the table in the documents.
const std::vector<Personality>& personalities();

const Personality* findPersonality(std::string_view name);

/// Instances with such a name are there only as long as somebody is at their far side.
inline constexpr std::string_view kTestInstance = "testing:";

/// A new driver with a reference count of one; nullptr when there is no memory. Without the setting it is the
/// virtual driver as it is.
abi::Driver* create() noexcept;

/// What is stored for an instance of that name; empty: nothing. What it throws, the host is told.
using InstalledSettings = std::string(const std::string& instance);

/// The same for a library, whose instances were installed: one that is told its name has those settings.
abi::Driver* create(InstalledSettings* installedSettings) noexcept;

/// The same with another driver of ours below the layers: `below`, which it takes over; nullptr gives
/// nullptr. Personalities whose own settings that driver refuses cannot be chosen.
abi::Driver* create(abi::Driver* below, InstalledSettings* installedSettings) noexcept;

}  // namespace drivers::personality
