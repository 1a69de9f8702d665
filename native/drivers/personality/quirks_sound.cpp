// What happens to samples on their way through drivers, wrappers and mixers, each on the way in: a host that
// plays through a loop hears it.
#include <cmath>
#include <cstdint>
#include <utility>

#include "drivers/personality/quirks.h"
#include "drivers/personality/sound.h"

namespace drivers::personality {
namespace {

struct Nothing {};

class Quieter final : public SoundOfEach<Nothing> {
 public:
  explicit Quieter(double decibels) : gain_(std::pow(10.0, -decibels / 20)) {}

 private:
  double next(double sample, Nothing&, const Heard& input) const override {
    return input.isNumber ? sample * gain_ : sample;
  }
  const double gain_;
};

class Inverted final : public SoundOfEach<Nothing> {
  double next(double sample, Nothing&, const Heard& input) const override {
    return input.isNumber ? -sample : 255 - sample;
  }
};

class Swapped final : public Sound {
  void alter(std::vector<Heard>& inputs) override {
    for (std::size_t i = 0; i + 1 < inputs.size(); i += 2)
      std::swap(inputs[i].samples, inputs[i + 1].samples);
  }
};

struct Dice {
  std::uint32_t state = 1;
  /// From 0 up to 1.
  double roll() {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) * 0x1p-24;
  }
};

class Dithered final : public SoundOfEach<Dice> {
  double next(double sample, Dice& dice, const Heard& input) const override {
    if (!input.isNumber) return sample;
    const double noise = dice.roll() - dice.roll();
    return sample + noise * input.step;
  }
};

class KeepsBits final : public SoundOfEach<Nothing> {
 public:
  explicit KeepsBits(int bits) : codes_(std::ldexp(1.0, bits - 1)) {}

 private:
  double next(double sample, Nothing&, const Heard& input) const override {
    return input.isNumber ? std::floor(sample * codes_) / codes_ : sample;
  }
  const double codes_;
};

class BecomesFloat final : public SoundOfEach<Nothing> {
  double next(double sample, Nothing&, const Heard&) const override {
    return static_cast<double>(static_cast<float>(sample));
  }
};

class Limited final : public SoundOfEach<Nothing> {
 public:
  explicit Limited(double above) : above_(above) {}

 private:
  double next(double sample, Nothing&, const Heard& input) const override {
    const double magnitude = std::fabs(sample);
    if (!input.isNumber || magnitude <= above_) return sample;
    return std::copysign(above_ + (magnitude - above_) / 8, sample);
  }
  const double above_;
};

/// To a rate of 160/147 of its own and back, as from 44.1 to 48 kHz, on straight lines between samples.
struct Resampler {
  double past[4] = {};
  std::uint64_t count = 0;
};

class Resampled final : public SoundOfEach<Resampler> {
  static constexpr double kRatio = 160.0 / 147.0;
  double next(double sample, Resampler& memory, const Heard& input) const override {
    if (!input.isNumber) return sample;
    memory.past[0] = memory.past[1];
    memory.past[1] = memory.past[2];
    memory.past[2] = memory.past[3];
    memory.past[3] = sample;
    // Half a sample off, so that the two grids never meet; and late by what has to be known of the next
    // samples.
    const double place = static_cast<double>(memory.count++ % 147) + 0.5;
    const double first = std::floor(place * kRatio);
    const double share = place * kRatio - first;
    const double base = std::floor(place) - 1;
    return (1 - share) * at(memory, first / kRatio - base) + share * at(memory, (first + 1) / kRatio - base);
  }
  /// `place` is between 0 and 3: on both grids the next point is less than a sample away.
  static double at(const Resampler& memory, double place) {
    const auto before = static_cast<std::size_t>(place);
    const double share = place - static_cast<double>(before);
    return (1 - share) * memory.past[before] + share * memory.past[before + 1];
  }
};

struct Slipper {
  std::uint64_t count = 0;
  double last = 0;
  bool isLate = false;
};

/// A clock that is too slow and then too fast: a sample comes twice, and later one is left out.
class Slips final : public SoundOfEach<Slipper> {
 public:
  explicit Slips(std::uint64_t every) : every_(every) {}

 private:
  double next(double sample, Slipper& memory, const Heard&) const override {
    if (++memory.count % every_ == 0) memory.isLate = !memory.isLate;
    const double before = std::exchange(memory.last, sample);
    return memory.isLate ? before : sample;
  }
  const std::uint64_t every_;
};

struct Counter {
  std::uint64_t count = 0;
};

class Drops final : public SoundOfEach<Counter> {
 public:
  Drops(std::uint64_t every, std::uint64_t length) : every_(every), length_(length) {}

 private:
  double next(double sample, Counter& memory, const Heard& input) const override {
    const std::uint64_t place = ++memory.count % every_;
    return place >= every_ - length_ ? input.silence : sample;
  }
  const std::uint64_t every_;
  const std::uint64_t length_;
};

class Offset final : public SoundOfEach<Nothing> {
 public:
  explicit Offset(int steps) : steps_(steps) {}

 private:
  double next(double sample, Nothing&, const Heard& input) const override {
    return input.isNumber ? sample + steps_ * input.step : sample;
  }
  const int steps_;
};

class Leaks final : public Sound {
 public:
  explicit Leaks(double decibels) : gain_(std::pow(10.0, -decibels / 20)) {}

 private:
  void alter(std::vector<Heard>& inputs) override {
    if (inputs.size() < 2 || !inputs[0].isNumber || !inputs[1].isNumber) return;
    for (std::size_t i = 0; i < inputs[0].samples.size(); ++i) {
      inputs[1].samples[i] += gain_ * inputs[0].samples[i];
    }
  }
  const double gain_;
};

}  // namespace

Quirk quieter(double decibels) { return std::make_unique<Quieter>(decibels); }
Quirk inverted() { return std::make_unique<Inverted>(); }
Quirk swapped() { return std::make_unique<Swapped>(); }
Quirk dithered() { return std::make_unique<Dithered>(); }
Quirk keepsBits(int bits) { return std::make_unique<KeepsBits>(bits); }
Quirk becomesFloat() { return std::make_unique<BecomesFloat>(); }
Quirk limited(double above) { return std::make_unique<Limited>(above); }
Quirk resampled() { return std::make_unique<Resampled>(); }
Quirk slips(std::uint64_t every) { return std::make_unique<Slips>(every); }
Quirk drops(std::uint64_t every, std::uint64_t length) { return std::make_unique<Drops>(every, length); }
Quirk offset(int steps) { return std::make_unique<Offset>(steps); }
Quirk leaks(double decibels) { return std::make_unique<Leaks>(decibels); }

}  // namespace drivers::personality
