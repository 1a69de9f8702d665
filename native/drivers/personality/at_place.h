// A layer that does something inside one of the driver's functions.
#pragma once

#include "drivers/personality/quirks.h"

namespace drivers::personality {

class AtPlace : public Layer {
 public:
  explicit AtPlace(Place place) : place_(place) {}

  abi::Bool init(void* handle) override {
    const abi::Bool result = below().init(handle);
    at(Place::init);
    return result;
  }
  Error getChannels(Long* inputs, Long* outputs) override {
    at(Place::getChannels);
    return below().getChannels(inputs, outputs);
  }
  Error setSampleRate(double rateHz) override {
    const Error result = below().setSampleRate(rateHz);
    at(Place::setSampleRate);
    return result;
  }
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    at(Place::createBuffers);
    return result;
  }
  Error start() override {
    at(Place::start);
    return below().start();
  }
  Error stop() override {
    const Error result = below().stop();
    at(Place::stop);
    return result;
  }
  Error disposeBuffers() override {
    at(Place::disposeBuffers);
    return below().disposeBuffers();
  }
  Error controlPanel() override {
    at(Place::controlPanel);
    return abi::error::kOk;
  }
  void release() override {
    at(Place::release);
    below().release();
  }

 private:
  virtual void happen() = 0;
  void at(Place place) {
    if (place == place_) happen();
  }
  const Place place_;
};

}  // namespace drivers::personality
