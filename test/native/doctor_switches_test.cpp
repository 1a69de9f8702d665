// What an examination makes of a run's buffer switches, without a driver.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "abi/sample_types.h"
#include "abi/selectors.h"
#include "doctor/switches.h"

using doctor::judgeInputs;
using doctor::judgeOrder;
using doctor::judgeTimes;
using doctor::Outcome;
using doctor::Phase;
using doctor::RunFacts;
using doctor::Snippet;
using doctor::Switch;

namespace {

constexpr long kFrames = 64;

/// A run as it should be.
std::vector<Switch> run(std::size_t switches) {
  std::vector<Switch> all(switches);
  for (std::size_t i = 0; i < switches; ++i) {
    Switch& one = all[i];
    one.phase = Phase::running;
    one.thread = 7;
    one.index = static_cast<abi::Long>(i % 2);
    one.directProcess = 1;
    one.hasTime = true;
    one.flags = abi::time_info::kSystemTimeValid | abi::time_info::kSamplePositionValid |
                abi::time_info::kSampleRateValid;
    one.position = i * kFrames;
    one.systemNs = 1000 + i * 1'333'333;
    one.sampleRate = 48000;
  }
  return all;
}

RunFacts facts() {
  RunFacts facts;
  facts.frames = kFrames;
  facts.rate = 48000;
  facts.saysTimeInfo = true;
  return facts;
}

/// The rules that are not kept.
std::string broken(const std::vector<Switch>& all, const RunFacts& about = facts()) {
  std::string names;
  std::vector<Outcome> outcomes = judgeOrder(all);
  for (const Outcome& outcome : judgeTimes(all, about)) outcomes.push_back(outcome);
  for (const Outcome& outcome : outcomes) {
    if (!outcome.seen.empty()) names += (names.empty() ? "" : " ") + std::string(outcome.rule);
  }
  return names;
}

Snippet snippetOf(const void* data, std::size_t bytes) {
  Snippet snippet;
  snippet.bytes = bytes;
  std::memcpy(snippet.data, data, bytes);
  return snippet;
}

bool isKept(const std::vector<Outcome>& outcomes) {
  REQUIRE(outcomes.size() == 1);
  return outcomes[0].seen.empty();
}

}  // namespace

TEST_CASE("doctor: a run as it should be breaks no rule, and neither does none") {
  CHECK(broken(run(48)) == "");
  CHECK(broken({}) == "");
}

TEST_CASE("doctor: halves") {
  auto all = run(16);
  for (Switch& one : all) one.index = 0;
  CHECK(broken(all) == "index-alternates");
  all = run(16);
  for (Switch& one : all) one.index += 6;
  CHECK(broken(all) == "index-range");
  all = run(16);
  all.insert(all.begin() + 5, all[5]);
  CHECK(broken(all) == "switch-twice");
}

TEST_CASE("doctor: a position that never moves is no switch that came twice") {
  auto all = run(16);
  for (Switch& one : all) one.position = 0;
  CHECK(broken(all) == "position-step");
}

TEST_CASE("doctor: a driver that was overloaded may leave positions out") {
  auto all = run(16);
  for (std::size_t i = 8; i < all.size(); ++i) all[i].position += 10 * kFrames;
  CHECK(broken(all) == "position-step");
  RunFacts about = facts();
  about.wasOverloaded = true;
  CHECK(broken(all, about) == "");
}

TEST_CASE("doctor: the host inside, its threads and its floats") {
  auto all = run(16);
  Switch nested = all[4];
  nested.isNested = true;
  nested.hasTime = false;
  all.insert(all.begin() + 5, nested);
  CHECK(broken(all) == "reentered");
  all = run(16);
  for (std::size_t i = 0; i < all.size(); ++i) all[i].thread = i;
  CHECK(broken(all) == "switch-thread");
  all = run(16);
  all[0].thread = 1;  // some fill their buffers from elsewhere
  CHECK(broken(all) == "");
  all[3].roundsToNearest = false;
  all[9].directProcess = 0;
  CHECK(broken(all) == "not-direct float-mode");
}

TEST_CASE("doctor: times that are not told, not there or not valid") {
  auto all = run(16);
  for (Switch& one : all) one.hasTime = false;
  CHECK(broken(all) == "time-told");
  RunFacts about = facts();
  about.saysTimeInfo = false;
  CHECK(broken(all, about) == "");
  all[3].hasTime = true;  // then always
  CHECK(broken(all, about) == "time-told position-start");
  all = run(16);
  all[2].isTimeMissing = true;
  CHECK(broken(all).find("time-null") == 0);
  all = run(16);
  all[2].flags = 0;
  CHECK(broken(all).find("time-flags") == 0);
  all = run(16);
  for (Switch& one : all) one.sampleRate = 44100;
  CHECK(broken(all) == "time-rate");
  all = run(16);
  all[5].codeFlags = abi::time_code::kValid;
  CHECK(broken(all) == "time-code-unasked");
}

TEST_CASE("doctor: clocks that are coarse, and that run backwards") {
  auto all = run(16);
  for (std::size_t i = 0; i < all.size(); ++i) all[i].systemNs = i / 4 * 16'000'000;
  CHECK(broken(all) == "times-coarse");
  all = run(16);
  all[9].systemNs = 1;
  CHECK(broken(all) == "times-grow");
}

TEST_CASE("doctor: switches beside the run are nobody's sequence") {
  auto all = run(16);
  Switch stray = all.back();
  stray.phase = Phase::stopping;
  all.push_back(stray);
  CHECK(broken(all) == "");
}

TEST_CASE("doctor: bits above a sample have its sign") {
  namespace type = abi::sample_type;
  const std::uint32_t clean[] = {0x007fffff, 0xff800000, 0, 0xffffffff};
  const std::uint32_t dirty[] = {0x017fffff, 0xff800000, 0, 0xffffffff};
  CHECK(isKept(judgeInputs({snippetOf(clean, sizeof clean)}, {type::kInt32Lsb24})));
  CHECK_FALSE(isKept(judgeInputs({snippetOf(dirty, sizeof dirty)}, {type::kInt32Lsb24})));
  CHECK_FALSE(isKept(judgeInputs({snippetOf(clean, sizeof clean)}, {type::kInt32Lsb16})));
  const unsigned char big[] = {0x00, 0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00};
  CHECK(isKept(judgeInputs({snippetOf(big, sizeof big)}, {type::kInt32Msb24})));
  CHECK(judgeInputs({snippetOf(dirty, sizeof dirty)}, {type::kInt32Lsb}).empty());
}

TEST_CASE("doctor: floats are numbers, and not far too loud") {
  namespace type = abi::sample_type;
  const float fine[] = {0, -1, 1, 1.5f};
  const float loud[] = {0, 3.5f};
  const double wild[] = {0, std::numeric_limits<double>::quiet_NaN()};
  CHECK(isKept(judgeInputs({snippetOf(fine, sizeof fine)}, {type::kFloat32Lsb})));
  CHECK_FALSE(isKept(judgeInputs({snippetOf(loud, sizeof loud)}, {type::kFloat32Lsb})));
  CHECK_FALSE(isKept(judgeInputs({snippetOf(wild, sizeof wild)}, {type::kFloat64Lsb})));
}
