#include "simulated_halves.h"

#include <utility>

namespace simulated {

void Halves::clear(std::size_t bytes) {
  for (std::vector<std::byte>& half : halves_) half.assign(bytes, std::byte{0});
  isFilled_[0] = isFilled_[1] = hasBegun_ = false;
  sounding_ = next_ = 0;
}

bool Halves::fill(const std::vector<std::byte>& bytes) {
  const std::size_t at = std::exchange(next_, 1 - next_);
  halves_[at] = bytes;
  isFilled_[at] = true;
  return hasBegun_ && at == sounding_;
}

bool Halves::turn() {
  sounding_ = std::exchange(hasBegun_, true) ? 1 - sounding_ : 0;
  return std::exchange(isFilled_[sounding_], false);
}

}  // namespace simulated
