// Numbers that can be told from each other wherever they turn up: the content of blocks in a test.
#pragma once

#include <cstdint>

/// Word `at` of the sequence `number`; of another place, nearly every byte differs. Never 0, which is
/// silence.
constexpr std::uint64_t sequenceWord(std::uint64_t number, std::uint64_t at) noexcept {
  std::uint64_t word = (number << 20 | at) * 0x9e37'79b9'7f4a'7c15u;
  word = (word ^ word >> 30) * 0xbf58'476d'1ce4'e5b9u;
  return (word ^ word >> 27) | 1;
}
