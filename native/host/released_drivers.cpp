#include "host/released_drivers.h"

#include <iterator>
#include <map>
#include <mutex>

#include "platform/time.h"

namespace host {
namespace {

/// Never destroyed: a device may be closing while the process ends.
struct Releases {
  std::mutex mutex;
  std::map<std::string, std::uint64_t> all;
};

Releases& releases() {
  static auto& instance = *new Releases;
  return instance;
}

}  // namespace

void noteRelease(const std::string& identity) {
  Releases& noted = releases();
  const std::uint64_t now = platform::nowNs();
  const std::lock_guard lock(noted.mutex);
  for (auto each = noted.all.begin(); each != noted.all.end();)
    each = each->second + kRememberedNs < now ? noted.all.erase(each) : std::next(each);
  noted.all[identity] = now;
}

std::uint64_t releasedNs(const std::string& identity) {
  Releases& noted = releases();
  const std::lock_guard lock(noted.mutex);
  const auto found = noted.all.find(identity);
  return found == noted.all.end() ? 0 : found->second;
}

}  // namespace host
