#include "host/bells.h"

#include <mutex>
#include <unordered_map>

namespace host {
namespace {

/// A worker gets a number from another environment and finds the bells by it: pointers do not travel.
struct Registry {
  std::mutex mutex;
  std::unordered_map<std::uint32_t, std::weak_ptr<Bells>> all;
  std::uint32_t lastId = 0;
};

Registry& registry() {
  static auto& instance = *new Registry;  // threads may outlive the end of the program's statics
  return instance;
}

}  // namespace

std::shared_ptr<Bells> Bells::create() {
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  do ++known.lastId;
  while (known.lastId == 0 || known.all.count(known.lastId) != 0);
  const std::shared_ptr<Bells> bells(new Bells(known.lastId));
  known.all[bells->id()] = bells;
  return bells;
}

std::shared_ptr<Bells> Bells::find(std::uint32_t id) {
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  const auto found = known.all.find(id);
  return found == known.all.end() ? nullptr : found->second.lock();
}

void Bells::retire() {
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  known.all[id_].reset();  // the id stays taken while they live
}

Bells::~Bells() {
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  known.all.erase(id_);
}

}  // namespace host
