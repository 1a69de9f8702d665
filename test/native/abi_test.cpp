// The few things in the contract that run. Sizes and offsets are asserted when it is compiled.
#include <doctest/doctest.h>

#include <cstring>
#include <initializer_list>
#include <limits>

#include "abi/driver.h"

TEST_CASE("64-bit counts survive the way through the contract's structure") {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xffff'ffffu},
                                    std::uint64_t{1} << 32, std::uint64_t{1} << 63, UINT64_MAX}) {
    CHECK(abi::toUint64(abi::toInt64(value)) == value);
  }
  const abi::Int64 count = abi::toInt64(0x0123'4567'89ab'cdefu);
  std::uint32_t words[2];
  std::memcpy(words, &count, sizeof words);
#ifdef _WIN32
  CHECK(words[0] == 0x0123'4567u);  // the high half first, as in no integer of this machine
  CHECK(words[1] == 0x89ab'cdefu);
#else
  CHECK(words[0] == 0x89ab'cdefu);
  CHECK(words[1] == 0x0123'4567u);
#endif
}

TEST_CASE("a driver's yes is any positive number") {
  CHECK(abi::isTrue(1));
  CHECK(abi::isTrue(2));
  CHECK(abi::isTrue(std::numeric_limits<abi::Bool>::max()));
  CHECK_FALSE(abi::isTrue(0));
  CHECK_FALSE(abi::isTrue(-1));
  CHECK_FALSE(abi::isTrue(std::numeric_limits<abi::Bool>::min()));
}

TEST_CASE("both words for success are one, everything else is an error") {
  CHECK(abi::error::succeeded(abi::error::kOk));
  CHECK(abi::error::succeeded(abi::error::kSuccess));
  for (const abi::Error code :
       {abi::error::kNotPresent, abi::error::kNoMemory, abi::Error{1}, abi::Error{-1}}) {
    CHECK_FALSE(abi::error::succeeded(code));
  }
}

TEST_CASE("class identifiers are compared to their last byte") {
  const abi::Guid id = {0x12345678, 0x9abc, 0xdef0, {1, 2, 3, 4, 5, 6, 7, 8}};
  CHECK(id == abi::Guid(id));
  abi::Guid other = id;
  other.data4[7] = 9;
  CHECK(id != other);
  other = id;
  other.data3 = 0;
  CHECK(id != other);
}
