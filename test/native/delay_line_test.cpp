#include "drivers/loopback/delay_line.h"

#include <doctest/doctest.h>

#include <deque>
#include <random>

using drivers::loopback::DelayLine;

namespace {

constexpr std::byte kSilence{0x69};

/// What it has to be: a queue that is full of silence at first.
struct Model {
  explicit Model(std::size_t delay) : queue(delay, kSilence) {}
  std::byte pass(std::byte in) {
    queue.push_back(in);
    const std::byte out = queue.front();
    queue.pop_front();
    return out;
  }
  std::deque<std::byte> queue;
};

/// Blocks of any size up to `most`, for some rounds of the ring.
void compare(DelayLine& line, std::size_t delay, std::size_t most, std::mt19937& random) {
  Model model(delay);
  for (int i = 0; i < 200; ++i) {
    const std::size_t count = 1 + random() % most;
    std::vector<std::byte> in(count);
    for (std::byte& value : in) value = static_cast<std::byte>(random() & 0xffu);
    std::vector<std::byte> out(count);
    line.read(out.data(), count);
    line.write(in.data(), count);
    for (std::size_t k = 0; k < count; ++k) REQUIRE(out[k] == model.pass(in[k]));
  }
}

}  // namespace

TEST_CASE("a delay line agrees with a queue, whatever the delay and the blocks") {
  std::mt19937 random(1);
  for (const std::size_t delay : {1u, 2u, 3u, 7u, 64u, 65u, 127u, 1000u, 1021u}) {
    CAPTURE(delay);
    DelayLine line(delay, kSilence);
    compare(line, delay, delay, random);
  }
}

TEST_CASE("a delay that is no multiple of the block") {
  std::mt19937 random(2);
  DelayLine line(229, kSilence);
  Model model(229);
  for (int i = 0; i < 100; ++i) {
    std::byte in[64];
    std::byte out[64];
    for (std::byte& value : in) value = static_cast<std::byte>(random() & 0xffu);
    line.read(out, sizeof out);
    line.write(in, sizeof in);
    for (int k = 0; k < 64; ++k) REQUIRE(out[k] == model.pass(in[k]));
  }
}

TEST_CASE("a cleared delay line is like a new one") {
  std::mt19937 random(3);
  DelayLine line(101, kSilence);
  compare(line, 101, 50, random);
  line.clear();
  compare(line, 101, 50, random);
}
