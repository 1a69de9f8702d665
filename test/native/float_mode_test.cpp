#include "rt/float_mode.h"

#include <doctest/doctest.h>

#include <cfenv>
#include <cstring>

#include "switch_rig.h"

namespace {

std::vector<std::byte> bytesOf(const std::vector<float>& values) {
  std::vector<std::byte> bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// The driver's rounding for as long as it lives.
struct RoundingDown {
  RoundingDown() { std::fesetround(FE_DOWNWARD); }
  ~RoundingDown() { std::fesetround(FE_TONEAREST); }
};

}  // namespace

TEST_CASE("denormals are zero while it lives, and what they were before afterwards") {
  // Not constants: those would be computed by the compiler.
  volatile float tiny = 1e-38f;
  volatile float half = 0.5f;
  {
    const rt::FloatMode mode;
    volatile float product = tiny * half;
    CHECK(product == 0.0f);
  }
  volatile float product = tiny * half;
  CHECK(product > 0.0f);
}

TEST_CASE("a driver that rounds in another way gets rounded samples all the same, and keeps its way") {
  SwitchRig rig({4, 16, sample::Format::int16, {abi::sample_type::kFloat32Lsb}, {}});
  rig.stream->run(0);
  const float unit = 1 / 32768.0f;
  rig.setDriverInput(0, 0, bytesOf({1.75f * unit, -1.75f * unit, 0.5f * unit, 1.5f * unit}));
  // By what comes out: `fegetround` may ask another unit than the one that computes.
  volatile const float one = 1;
  volatile const float little = 1e-20f;
  bool roundsDown = false;
  {
    const RoundingDown driver;
    rig.driver.bufferSwitch(0);
    roundsDown = one - little < one;
  }
  CHECK(roundsDown);
  const rt::Block block = rig.input.tryPeek();
  REQUIRE(block);
  std::int16_t codes[4];
  std::memcpy(codes, block.samples, sizeof codes);
  CHECK(codes[0] == 2);
  CHECK(codes[1] == -2);
  CHECK(codes[2] == 0);
  CHECK(codes[3] == 2);
}
