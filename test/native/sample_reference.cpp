#include "sample_reference.h"

#include <cmath>
#include <limits>
#include <random>

namespace reference {
namespace {

namespace type = abi::sample_type;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

/// The container's bits, as a number.
std::uint64_t loadBits(const Pcm& type, const std::byte* from) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < type.bytes; ++i) {
    bits = bits * 256 + std::to_integer<std::uint64_t>(from[type.bigEndian ? i : type.bytes - 1 - i]);
  }
  return bits;
}

void storeBits(const Pcm& type, std::uint64_t bits, std::byte* to) {
  for (std::size_t i = 0; i < type.bytes; ++i) {
    to[type.bigEndian ? type.bytes - 1 - i : i] = static_cast<std::byte>(bits % 256);
    bits /= 256;
  }
}

/// The whole number nearest to `value`, of two the even one.
double nearest(double value) {
  const double below = std::floor(value);
  const double distance = value - below;
  if (distance < 0.5) return below;
  if (distance > 0.5) return below + 1;
  return std::fmod(below, 2) == 0 ? below : below + 1;
}

/// The float nearest to `value`, found by looking at its neighbours.
float nearestFloat(double value) {
  const float guess = static_cast<float>(value);
  if (!std::isfinite(guess)) return guess;
  float best = guess;
  for (const float way : {-std::numeric_limits<float>::infinity(), std::numeric_limits<float>::infinity()}) {
    const float other = std::nextafter(guess, way);
    const double gain = std::fabs(static_cast<double>(best) - value) - std::fabs(other - value);
    std::uint32_t bits;
    std::memcpy(&bits, &best, sizeof bits);
    if (gain > 0 || (gain == 0 && bits % 2 == 1)) best = other;
  }
  return best;
}

void append(Bytes& list, const Pcm& type, std::uint64_t bits) {
  list.resize(list.size() + type.bytes);
  storeBits(type, bits, list.data() + list.size() - type.bytes);
}

void appendFloat(Bytes& list, const Pcm& type, double value) {
  std::uint64_t bits = 0;
  if (type.bytes == 8) {
    std::memcpy(&bits, &value, 8);
  } else {
    const float narrow = static_cast<float>(value);
    std::memcpy(&bits, &narrow, 4);
  }
  append(list, type, bits);
}

Bytes floatEdges(const Pcm& type) {
  Bytes list;
  std::vector<double> values = {0.0,
                                1.0,
                                2.0,
                                1e-45,
                                1e-310,
                                1.2e-38,
                                3.4e38,
                                1e300,
                                std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::quiet_NaN()};
  for (const unsigned bits : {16u, 18u, 20u, 24u, 32u}) {
    const double unit = std::ldexp(1.0, 1 - static_cast<int>(bits));
    for (const double code : {1.0, 2.0, 3.0, 4.0, 1000.0, 1001.0, 1 / unit - 1, 1 / unit - 2, 1 / unit}) {
      for (const double part : {0.0, 0.25, 0.5, 0.75}) values.push_back((code - part) * unit);
    }
  }
  for (const double value : values) {
    for (const double way : {-1e30, 0.0, 1e30}) {
      const float next = std::nextafter(static_cast<float>(value), static_cast<float>(way));
      appendFloat(list, type, value);
      appendFloat(list, type, -value);
      appendFloat(list, type, static_cast<double>(next));
      appendFloat(list, type, -static_cast<double>(next));
    }
  }
  const std::uint64_t exponent = type.bytes == 8 ? 0x7ff0'0000'0000'0000u : 0x7f80'0000u;
  for (const std::uint64_t payload : {1u, 0x1234u, 0x3f'ffffu}) append(list, type, exponent | payload);
  return list;
}

}  // namespace

const std::vector<Pcm>& pcmTypes() {
  static const std::vector<Pcm> types = {
      {type::kInt16Msb, "int16msb", 2, 16, true, false},
      {type::kInt24Msb, "int24msb", 3, 24, true, false},
      {type::kInt32Msb, "int32msb", 4, 32, true, false},
      {type::kFloat32Msb, "float32msb", 4, 32, true, true},
      {type::kFloat64Msb, "float64msb", 8, 64, true, true},
      {type::kInt32Msb16, "int32msb16", 4, 16, true, false},
      {type::kInt32Msb18, "int32msb18", 4, 18, true, false},
      {type::kInt32Msb20, "int32msb20", 4, 20, true, false},
      {type::kInt32Msb24, "int32msb24", 4, 24, true, false},
      {type::kInt16Lsb, "int16lsb", 2, 16, false, false},
      {type::kInt24Lsb, "int24lsb", 3, 24, false, false},
      {type::kInt32Lsb, "int32lsb", 4, 32, false, false},
      {type::kFloat32Lsb, "float32lsb", 4, 32, false, true},
      {type::kFloat64Lsb, "float64lsb", 8, 64, false, true},
      {type::kInt32Lsb16, "int32lsb16", 4, 16, false, false},
      {type::kInt32Lsb18, "int32lsb18", 4, 18, false, false},
      {type::kInt32Lsb20, "int32lsb20", 4, 20, false, false},
      {type::kInt32Lsb24, "int32lsb24", 4, 24, false, false},
  };
  return types;
}

const Pcm& asPcm(sample::Format format) {
  static const Pcm int16{-1, "int16", 2, 16, false, false};
  static const Pcm int24{-1, "int24", 3, 24, false, false};
  static const Pcm int32{-1, "int32", 4, 32, false, false};
  static const Pcm float32{-1, "float32", 4, 32, false, true};
  static const Pcm float64{-1, "float64", 8, 64, false, true};
  switch (format) {
    case sample::Format::int16:
      return int16;
    case sample::Format::int24:
      return int24;
    case sample::Format::int32:
      return int32;
    case sample::Format::float32:
      return float32;
    default:
      return float64;
  }
}

double decode(const Pcm& type, const std::byte* from) {
  const std::uint64_t bits = loadBits(type, from);
  if (type.isFloat && type.bytes == 8) {
    double value;
    std::memcpy(&value, &bits, 8);
    return value;
  }
  if (type.isFloat) {
    const auto low = static_cast<std::uint32_t>(bits);
    float value;
    std::memcpy(&value, &low, 4);
    return static_cast<double>(value);
  }
  const double range = std::ldexp(1.0, static_cast<int>(type.bits));
  const double code =
      std::fmod(static_cast<double>(bits), range);  // what lies above the sample is not trusted
  return (code >= range / 2 ? code - range : code) / (range / 2);
}

void encode(const Pcm& type, double value, std::byte* to) {
  std::uint64_t bits = 0;
  if (type.isFloat && type.bytes == 8) {
    std::memcpy(&bits, &value, 8);
  } else if (type.isFloat) {
    const float narrow = nearestFloat(value);
    std::memcpy(&bits, &narrow, 4);
  } else {
    const double half = std::ldexp(1.0, static_cast<int>(type.bits) - 1);
    double code = std::isnan(value) ? 0 : nearest(value * half);
    if (code < -half) code = -half;
    if (code > half - 1) code = half - 1;
    bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(code));
  }
  storeBits(type, bits, to);
}

Bytes everyCode(const Pcm& type) {
  const std::uint64_t sign = std::uint64_t{1} << (type.bits - 1);
  const std::uint64_t codes = 2 * sign;
  // A sanitizer looks at the arithmetic, for which some codes will do: with it each takes many times as long.
  const std::uint64_t step = kSanitized && codes > 65536 ? 251 : 1;
  Bytes list;
  list.reserve(type.bytes * (codes / step + 1));
  for (std::uint64_t code = 0; code < codes; code += step) {
    append(list, type, (code ^ sign) - sign);  // what lies above the code repeats its sign
  }
  return list;
}

Bytes edges(const Pcm& type) {
  if (type.isFloat) return floatEdges(type);
  Bytes list;
  for (unsigned bit = 0; bit < type.bits; ++bit) {
    for (const std::uint64_t base :
         {std::uint64_t{0}, std::uint64_t{1} << bit, std::uint64_t{3} << bit, ~std::uint64_t{0} << bit,
          (std::uint64_t{1} << (type.bits - 1)) - (1u << bit)}) {
      for (const std::uint64_t step : {~std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{1}}) {
        append(list, type, base + step);
      }
    }
  }
  return list;
}

Bytes anyBits(const Pcm& type, std::size_t count) {
  Bytes list(type.bytes * count);
  std::mt19937 random(20240229);
  for (std::byte& byte : list) byte = static_cast<std::byte>(random() & 0xffu);
  return list;
}

}  // namespace reference
