// A layer that alters what is heard, in the driver's own sample type.
#pragma once

#include <cstddef>
#include <vector>

#include "drivers/personality/layer.h"
#include "drivers/personality/made_buffers.h"
#include "sample/converter.h"

namespace drivers::personality {

/// What one input hears in one switch: a number per sample, full scale being 1. Every integer that a driver
/// has is exact as a double, and what becomes of it is rounded and clamped as the type wants it. One-bit
/// samples are no numbers: there each element is a byte as it is, and can be moved.
struct Heard {
  std::vector<double> samples;
  double step = 1;     ///< the smallest one of the type; of floats the 24th bit
  double silence = 0;  ///< what is heard when nothing is
  bool isNumber = true;
};

class Sound : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* callbacks) override;
  void bufferSwitch(Switch& change) override;

 private:
  /// Before the host hears it. Thread: buffer-switch. Blocking: wait-free.
  virtual void alter(std::vector<Heard>& inputs) = 0;

  struct Input {
    MadeBuffer made;
    sample::Conversion in;  ///< empty: its elements are bytes
    sample::Conversion out;
  };
  std::vector<Input> inputs_;
  std::vector<Heard> heard_;  ///< in the order of `inputs_`
};

/// The same for what goes by sample after sample, each channel by itself, with a memory from start to start.
template <class Memory>
class SoundOfEach : public Sound {
 public:
  Error start() override {
    memories_.clear();
    memories_.resize(kMostChannels);
    return below().start();
  }

 private:
  static constexpr std::size_t kMostChannels = 256;
  void alter(std::vector<Heard>& inputs) final {
    for (std::size_t i = 0; i < inputs.size() && i < memories_.size(); ++i) {
      for (double& sample : inputs[i].samples) sample = next(sample, memories_[i], inputs[i]);
    }
  }
  /// What is heard in the place of `sample`.
  virtual double next(double sample, Memory& memory, const Heard& input) const = 0;
  std::vector<Memory> memories_;  ///< the buffer-switch thread's, between two runs the control thread's
};

}  // namespace drivers::personality
