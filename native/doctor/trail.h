// What an examination writes down while it goes on, for somebody who outlives it: the driver under it may end
// the process at any moment, and what was written until then is there.
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace doctor {

/// A file of lines, each a word and its values with tabs between them; a line is with the system before the
/// function returns. Thread: the examination's. Blocking: writes.
class Trail {
 public:
  /// Throws `host::Error` where the file cannot be written.
  explicit Trail(const std::string& path);

  /// The driver is about to be called, and has come back.
  void call(const char* name);
  void returned(const char* name, std::uint64_t ns);
  /// The driver crashed in the call that was under way, and this process outlived it.
  void crashed(std::uint32_t code);

  /// What is done now: a group of rules, and how far it is.
  void part(const char* name, long done, long total);

  /// A rule was looked at, however often; it was seen to be broken, of which the first few times are kept;
  /// it could not be looked at.
  void checked(const char* rule);
  void saw(const char* rule, const std::string& what);
  void skipped(const char* rule, const std::string& why);

  /// Something about the driver that is no rule: its name, its rate.
  void fact(const char* name, const std::string& value);
  void figures(const char* name, const std::vector<std::string>& values);

  /// The examination is over.
  void end();

 private:
  void write(const std::string& line);
  std::ofstream file_;
  std::set<std::string> checked_;
  std::map<std::string, int> seen_;
};

}  // namespace doctor
