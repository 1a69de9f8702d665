// A layer that counts buffer switches from each start on, and is called at each.
#pragma once

#include <atomic>
#include <cstdint>

#include "drivers/personality/layer.h"

namespace drivers::personality {

class SwitchCounter : public Layer {
 public:
  Error start() override {
    count_ = 0;
    return below().start();
  }
  void bufferSwitch(Switch& change) override { at(change, ++count_); }

 protected:
  void pass(Switch& change) { above().bufferSwitch(change); }

 private:
  /// The switch with the number `count`, from 1 on. Has to pass it on, or not. Thread: buffer-switch.
  virtual void at(Switch& change, std::uint64_t count) = 0;
  std::uint64_t count_ = 0;  ///< the buffer-switch thread's, between two runs the control thread's
};

/// The same, for what happens inside one switch, before the host is called for it.
class Once : public SwitchCounter {
 public:
  explicit Once(std::uint64_t after) : after_(after) {}

 private:
  void at(Switch& change, std::uint64_t count) final {
    if (count == after_ + 1) happen();
    pass(change);
  }
  virtual void happen() = 0;
  const std::uint64_t after_;
};

}  // namespace drivers::personality
