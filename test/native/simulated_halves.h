// The buffer of a simulated device that plays in exclusive mode with events: one half sounds while the other
// is filled. Who fills it takes them in turn, whichever of them sounds, and what is not filled sounds again.
#pragma once

#include <cstddef>
#include <vector>

namespace simulated {

/// Thread: as the device that it belongs to.
class Halves {
 public:
  /// Both are silent, none sounds, and the first is the next to be filled.
  void clear(std::size_t bytes);

  bool isEmpty() const { return !isFilled_[0] && !isFilled_[1]; }

  /// Fills the one whose turn it is. True: it is the one that sounds.
  bool fill(const std::vector<std::byte>& bytes);

  /// The other one begins to sound. False: it was not filled since it has done so before.
  bool turn();
  const std::vector<std::byte>& sounding() const { return halves_[sounding_]; }

 private:
  std::vector<std::byte> halves_[2];
  bool isFilled_[2] = {};
  bool hasBegun_ = false;
  std::size_t sounding_ = 0;
  std::size_t next_ = 0;  ///< to be filled
};

}  // namespace simulated
