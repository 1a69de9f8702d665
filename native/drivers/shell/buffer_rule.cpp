#include "drivers/shell/buffer_rule.h"

namespace drivers::shell {

bool BufferRule::accepts(abi::Long frames) const noexcept {
  if (frames < min || frames > max) return false;
  if (granularity > 0) return (frames - min) % granularity == 0;
  return granularity == 0 || (frames & (frames - 1)) == 0;
}

std::string BufferRule::describe() const {
  if (min == max) return "only " + std::to_string(min);
  const std::string range = std::to_string(min) + " to " + std::to_string(max);
  if (granularity < 0) return range + ", powers of two";
  return granularity == 1 ? range : range + " in steps of " + std::to_string(granularity);
}

}  // namespace drivers::shell
