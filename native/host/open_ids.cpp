#include "host/open_ids.h"

#include <mutex>
#include <set>

#include "host/error.h"

namespace host {
namespace {

/// Never destroyed: a device may be closing while the process ends.
struct Ids {
  std::mutex mutex;
  std::set<std::string> open;
};

Ids& ids() {
  static auto& instance = *new Ids;
  return instance;
}

}  // namespace

OpenId::OpenId(std::string id) : id_(std::move(id)) {
  Ids& all = ids();
  const std::lock_guard lock(all.mutex);
  if (all.open.insert(id_).second) return;
  throw Error(
      ErrorCode::deviceBusy,
      "This driver is open already in this process (" + id_ + "). Close that device first, or use it.",
      "open");
}

OpenId::~OpenId() {
  Ids& all = ids();
  const std::lock_guard lock(all.mutex);
  all.open.erase(id_);
}

}  // namespace host
