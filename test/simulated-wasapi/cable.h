// A cable from a simulated device that plays to one that records: what was given to the one is heard by the
// other, bit for bit, when the simulation's time says. Both have one sample type and one number of channels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "simulated_audio.h"

namespace simulated {

/// Thread: of the devices' clients, which is one at a time. Outlives what it makes.
class Cable {
 public:
  explicit Cable(System& system) : system_(system) {}

  /// The same devices, with the cable in between. `isFaulty`: the lowest bit of what comes is turned over.
  std::unique_ptr<drivers::wasapi::Endpoint> from(std::unique_ptr<drivers::wasapi::Endpoint> render);
  std::unique_ptr<drivers::wasapi::Endpoint> to(std::unique_ptr<drivers::wasapi::Endpoint> capture);

  bool isFaulty = false;

 private:
  class RenderClient;
  class CaptureClient;
  template <class Wrapped>
  class Plug;

  System& system_;
  std::deque<std::byte> given_;      ///< to the device that plays, and not heard yet
  std::uint64_t renderStartNs_ = 0;  ///< 0: it does not run
  std::uint64_t captureStartNs_ = 0;
};

}  // namespace simulated
