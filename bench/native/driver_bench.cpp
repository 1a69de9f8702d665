// What the virtual driver costs, and how well it keeps time. Prints JSON, a document a line: first what holds
// for all, then each measurement. bench/driver.mjs runs it. Arguments: --seconds <of each measurement>.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include "bare_host.h"
#include "compiler.h"
#include "cpu_time.h"
#include "platform/time.h"

namespace {

using Stamps = std::vector<std::uint64_t>;

constexpr double kRateHz = 48000;
constexpr abi::Long kFrames = 256;
constexpr abi::Long kChannels[] = {2, 64, 256};
constexpr int kRounds = 5;

std::string settingsOf(const char* clock, abi::Long channels) {
  const std::string count = std::to_string(channels);
  return std::string("clock=") + clock + ";rate=48000;inputs=" + count + ";outputs=" + count;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double periodSeconds(abi::Long frames) { return static_cast<double>(frames) / kRateHz; }

double seconds(std::uint64_t fromNs, std::uint64_t toNs) { return static_cast<double>(toNs - fromNs) * 1e-9; }

/// As many bytes as the driver moves in that many buffer switches: in from the outputs, and out to the
/// inputs.
double copySeconds(std::size_t bytes, std::size_t switches) {
  std::vector<char> outputs(bytes, 1), line(bytes), inputs(bytes);
  const std::uint64_t begin = platform::nowNs();
  for (std::size_t i = 0; i < switches; ++i) {
    outputs[i % bytes] = static_cast<char>(i);  // no copy can be left out
    std::memcpy(line.data(), outputs.data(), bytes);
    std::memcpy(inputs.data(), line.data(), bytes);
  }
  const double time = seconds(begin, platform::nowNs());
  if (inputs[0] == 7 && line[1] == 9) std::fprintf(stderr, "\n");  // somebody looks at them
  return time;
}

/// As fast as it goes. A tenth of the time is for finding out how fast that is.
void measureRush(abi::Long channels, double secondsEach) {
  bench::BareHost host(settingsOf("rush", channels), channels, kFrames);
  const auto timeOf = [&](std::size_t switches) {
    const Stamps& stamps = host.run(switches);
    return seconds(stamps.front(), stamps.back());
  };
  constexpr std::size_t kTry = 200;
  const double each = std::max(timeOf(kTry) / kTry, 1e-9);
  const auto switches =
      std::max<std::size_t>(kTry, static_cast<std::size_t>(secondsEach / kRounds / each / 2));
  const std::size_t bytes = static_cast<std::size_t>(channels) * kFrames * 4;
  std::vector<double> driver, copy, ratios;
  for (int round = 0; round < kRounds; ++round) {
    driver.push_back(timeOf(switches) / static_cast<double>(switches));
    copy.push_back(copySeconds(bytes, switches) / static_cast<double>(switches));
    ratios.push_back(driver.back() / copy.back());
  }
  const double switchSeconds = median(driver);
  std::printf(
      "{\"what\":\"buffer switches without a pause\",\"settings\":{\"channels\":%ld},\"switchNs\":%.0f,"
      "\"memcpyNs\":%.0f,\"timesMemcpy\":%.2f,\"timesRealTime\":%.0f}\n",
      static_cast<long>(channels), switchSeconds * 1e9, median(copy) * 1e9, median(ratios),
      periodSeconds(kFrames) / switchSeconds);
}

/// How late each was by a clock of that period that the least late one has set.
std::vector<double> latenessNs(const Stamps& stamps, double periodNs) {
  std::vector<double> late;
  for (std::size_t i = 0; i < stamps.size(); ++i)
    late.push_back(static_cast<double>(stamps[i] - stamps[0]) - periodNs * static_cast<double>(i));
  const double least = *std::min_element(late.begin(), late.end());
  for (double& value : late) value -= least;
  std::sort(late.begin(), late.end());
  return late;
}

void printTimes(const char* who, abi::Long channels, abi::Long frames, const Stamps& stamps, double cpu) {
  const std::vector<double> late = latenessNs(stamps, periodSeconds(frames) * 1e9);
  const auto part = [&](double of) {
    return late[static_cast<std::size_t>(of * static_cast<double>(late.size() - 1))];
  };
  std::printf(
      "{\"what\":\"real "
      "time\",\"settings\":{\"who\":\"%s\",\"channels\":%ld,\"frames\":%ld},\"switches\":%zu,"
      "\"cpuPart\":%.5f,\"lateP50Ns\":%.0f,\"lateP99Ns\":%.0f,\"lateP999Ns\":%.0f,\"lateMaxNs\":%.0f}\n",
      who, static_cast<long>(channels), static_cast<long>(frames), stamps.size(), cpu, part(0.5), part(0.99),
      part(0.999), late.back());
}

void measureRealTime(abi::Long channels, abi::Long frames, double secondsEach) {
  const auto switches = static_cast<std::size_t>(secondsEach / periodSeconds(frames)) + 2;
  bench::BareHost host(settingsOf("realtime", channels), channels, frames);
  const double before = bench::cpuSeconds();
  const Stamps& stamps = host.run(switches);
  const double cpu = (bench::cpuSeconds() - before) / seconds(stamps.front(), stamps.back());
  printTimes("driver", channels, frames, stamps, cpu);
}

/// The same without a driver: a thread that sleeps until the same times, and so shows what the machine can.
void measureSleeper(abi::Long frames, double secondsEach) {
  const auto switches = static_cast<std::size_t>(secondsEach / periodSeconds(frames)) + 2;
  const double before = bench::cpuSeconds();
  const std::uint64_t begin = platform::nowNs();
  Stamps stamps;
  stamps.reserve(switches);
  for (std::size_t i = 0; i < switches; ++i) {
    const auto dueNs = static_cast<std::uint64_t>(static_cast<double>(i) * periodSeconds(frames) * 1e9);
    platform::sleepUntilNs(begin + dueNs);
    stamps.push_back(platform::nowNs());
  }
  const double cpu = (bench::cpuSeconds() - before) / seconds(stamps.front(), stamps.back());
  printTimes("sleeping thread", 0, frames, stamps, cpu);
}

}  // namespace

int main(int count, char** values) try {
  double each = 5;
  for (int i = 1; i + 1 < count; ++i) {
    if (std::strcmp(values[i], "--seconds") == 0) each = std::strtod(values[i + 1], nullptr);
  }
  std::printf("{\"compiler\":\"%s\",\"rateHz\":%.0f,\"frames\":%ld,\"seconds\":%g}\n", bench::kCompiler,
              kRateHz, static_cast<long>(kFrames), each);
  for (const abi::Long channels : kChannels) measureRush(channels, each);
  for (const abi::Long frames : {abi::Long{32}, kFrames}) {
    measureSleeper(frames, each);
    for (const abi::Long channels : kChannels) measureRealTime(channels, frames, each);
  }
  return 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "driver_bench: %s\n", failure.what());
  return 1;
}
