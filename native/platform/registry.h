// Reading the Windows registry. Windows only.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace platform {

/// A 64-bit Windows keeps some keys twice, once for programs of each kind.
enum class RegistryView { bits64, bits32 };

/// HKEY_LOCAL_MACHINE, or HKEY_CLASSES_ROOT, which is what COM itself looks at.
enum class RegistryRoot { localMachine, classes };

/// The names of the keys below `root`\`path`; none where it does not exist.
std::vector<std::string> registrySubkeys(RegistryRoot root, const std::string& path, RegistryView view);

/// The text of value `name` ("" is the default value) of `root`\`path`. Environment variables in a value that
/// is marked as holding them are expanded. None where there is no such text.
std::optional<std::string> registryText(RegistryRoot root, const std::string& path, const std::string& name,
                                        RegistryView view);

/// Whether there is a file at `path`, and not a folder.
bool isFile(const std::string& path);

}  // namespace platform
