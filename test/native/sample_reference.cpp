#include "sample_reference.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <type_traits>

namespace reference {
namespace {

namespace type = abi::sample_type;

/// The container's bits, as a number.
template <std::size_t Size>
std::uint64_t loadBits(const std::byte* from, bool bigEndian) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < Size; ++i) {
    bits = bits * 256 + std::to_integer<std::uint64_t>(from[bigEndian ? i : Size - 1 - i]);
  }
  return bits;
}

template <std::size_t Size>
void storeBits(std::uint64_t bits, std::byte* to, bool bigEndian) {
  for (std::size_t i = 0; i < Size; ++i) {
    to[bigEndian ? Size - 1 - i : i] = static_cast<std::byte>(bits % 256);
    bits /= 256;
  }
}

/// Calls `work` with the width of `type` as a constant.
template <class Work>
void withWidth(const Pcm& type, Work work) {
  if (type.bytes == 2) work(std::integral_constant<std::size_t, 2>());
  if (type.bytes == 3) work(std::integral_constant<std::size_t, 3>());
  if (type.bytes == 4) work(std::integral_constant<std::size_t, 4>());
  if (type.bytes == 8) work(std::integral_constant<std::size_t, 8>());
}

/// Of a float that lies in the low bits.
double number(std::uint64_t bits, std::size_t bytes) {
  if (bytes == 8) {
    double value;
    std::memcpy(&value, &bits, 8);
    return value;
  }
  const auto low = static_cast<std::uint32_t>(bits);
  float value;
  std::memcpy(&value, &low, 4);
  return static_cast<double>(value);
}

/// The code of `bits` bits nearest to `value`, of two the even one.
std::uint64_t nearestCode(double value, unsigned bits) {
  const std::int64_t half = std::int64_t{1} << (bits - 1);
  if (std::isnan(value)) return 0;
  const double scaled = value * static_cast<double>(half);
  if (scaled >= static_cast<double>(half)) return static_cast<std::uint64_t>(half - 1);
  if (scaled <= static_cast<double>(-half)) return static_cast<std::uint64_t>(-half);
  auto below = static_cast<std::int64_t>(scaled);
  if (static_cast<double>(below) > scaled) --below;
  const double distance = scaled - static_cast<double>(below);
  const bool up = distance > 0.5 || (distance == 0.5 && below % 2 != 0);
  const std::int64_t code = below + (up ? 1 : 0);
  return static_cast<std::uint64_t>(code == half ? half - 1 : code);
}

/// The bits of the float nearest to `value`, worked out on the bits of the double.
std::uint64_t nearestFloat(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, 8);
  const std::uint64_t sign = bits >> 63 << 31;
  const auto exponent = static_cast<int>(bits >> 52 & 0x7ff);
  const std::uint64_t fraction = bits & 0xf'ffff'ffff'ffffu;
  if (exponent == 0x7ff && fraction != 0) return sign | 0x7fc0'0000u | fraction >> 29;
  if (exponent == 0x7ff) return sign | 0x7f80'0000u;
  if (exponent == 0) return sign;  // far below the smallest float
  const std::uint64_t mantissa = fraction | 0x10'0000'0000'0000u;
  const int floatExponent = exponent - 1023 + 127;
  // A denormal keeps fewer digits.
  const int dropped = floatExponent > 0 ? 29 : 29 + 1 - floatExponent;
  if (dropped > 54) return sign;
  const std::uint64_t half = std::uint64_t{1} << (dropped - 1);
  std::uint64_t kept = mantissa >> dropped;
  const std::uint64_t rest = mantissa & (2 * half - 1);
  if (rest > half || (rest == half && kept % 2 == 1)) ++kept;
  // The digit before the point adds one to the exponent, as does a carry into the place before it.
  const std::uint64_t magnitude =
      kept + (floatExponent > 0 ? static_cast<std::uint64_t>(floatExponent - 1) << 23 : 0);
  return sign | (magnitude > 0x7f80'0000u ? 0x7f80'0000u : magnitude);
}

void append(Bytes& list, const Pcm& type, std::uint64_t bits) {
  list.resize(list.size() + type.bytes);
  std::byte* const to = list.data() + list.size() - type.bytes;
  withWidth(type, [&](auto size) { storeBits<decltype(size)::value>(bits, to, type.bigEndian); });
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
  // Just below and above the last float that is not denormal, where rounding may reach it.
  for (int bit = 20; bit < 32; ++bit) {
    for (const double sign : {-1.0, 1.0}) {
      values.push_back(std::ldexp(1.0 + sign * std::ldexp(1.0, -bit), -126));
      values.push_back(std::ldexp(1.5 + sign * std::ldexp(1.0, -bit), -127));
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

std::vector<double> decode(const Pcm& type, const Bytes& from) {
  std::vector<double> values(from.size() / type.bytes);
  const std::uint64_t codes = type.isFloat ? 0 : std::uint64_t{1} << type.bits;
  const double scale = std::ldexp(1.0, 1 - static_cast<int>(type.bits));
  withWidth(type, [&](auto size) {
    constexpr std::size_t kSize = decltype(size)::value;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint64_t bits = loadBits<kSize>(from.data() + i * kSize, type.bigEndian);
      if (type.isFloat) {
        values[i] = number(bits, kSize);
      } else {
        const std::uint64_t code = bits & (codes - 1);  // what lies above the sample is not trusted
        const auto whole = static_cast<double>(static_cast<std::int64_t>(code));
        values[i] =
            (code >= codes / 2 ? whole - static_cast<double>(static_cast<std::int64_t>(codes)) : whole) *
            scale;
      }
    }
  });
  return values;
}

Bytes encode(const Pcm& type, const std::vector<double>& values) {
  Bytes to(values.size() * type.bytes);
  withWidth(type, [&](auto size) {
    constexpr std::size_t kSize = decltype(size)::value;
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::uint64_t bits;
      if (!type.isFloat) {
        bits = nearestCode(values[i], type.bits);
      } else if constexpr (kSize == 4) {
        bits = nearestFloat(values[i]);
      } else {
        std::memcpy(&bits, &values[i], 8);
      }
      storeBits<kSize>(bits, to.data() + i * kSize, type.bigEndian);
    }
  });
  return to;
}

Bytes everyCode(const Pcm& type) {
  const std::uint64_t sign = std::uint64_t{1} << (type.bits - 1);
  const std::uint64_t codes = 2 * sign;
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
  std::mt19937_64 random(20240229);
  std::size_t i = 0;
  for (; i + 8 <= list.size(); i += 8) {
    const std::uint64_t bits = random();
    std::memcpy(list.data() + i, &bits, 8);
  }
  const std::uint64_t last = random();
  std::memcpy(list.data() + i, &last, list.size() - i);
  return list;
}

Bytes anyNumbers(const Pcm& type, std::size_t count) {
  Bytes list;
  list.reserve(type.bytes * count);
  std::mt19937_64 random(19840124);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t bits = random();
    const double whole = static_cast<double>(static_cast<std::int64_t>(bits));
    appendFloat(list, type, std::ldexp(whole, -63 - static_cast<int>(bits % 40)));
  }
  return list;
}

}  // namespace reference
