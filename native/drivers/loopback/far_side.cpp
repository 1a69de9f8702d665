#include "drivers/loopback/far_side.h"

#include <map>

namespace drivers::loopback {

namespace {

struct Registry {
  std::mutex lock;
  std::map<std::string, std::shared_ptr<FarSide>> known;
};

/// Never destroyed: a driver may ask for its far side while the process ends.
Registry& registry() {
  static Registry& only = *new Registry;
  return only;
}

}  // namespace

bool announceFarSide(const std::string& instance, const std::shared_ptr<FarSide>& farSide) {
  const std::lock_guard<std::mutex> lock(registry().lock);
  return registry().known.emplace(instance, farSide).second;
}

void withdrawFarSide(const std::string& instance) {
  const std::lock_guard<std::mutex> lock(registry().lock);
  registry().known.erase(instance);
}

std::shared_ptr<FarSide> findFarSide(const std::string& instance) {
  const std::lock_guard<std::mutex> lock(registry().lock);
  const auto found = registry().known.find(instance);
  return found == registry().known.end() ? nullptr : found->second;
}

}  // namespace drivers::loopback
