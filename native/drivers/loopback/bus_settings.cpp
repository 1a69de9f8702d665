#include "drivers/loopback/bus_settings.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "drivers/loopback/bus_memory.h"

namespace drivers::loopback {

namespace {

/// FNV-1a (Fowler, Noll and Vo), of 64 bits. No text in between: the streams that write numbers take
/// something of the thread that GCC on Windows does not give back when a library is unloaded.
class Hash {
 public:
  void add(std::string_view text) noexcept {
    for (const char character : text) add(static_cast<unsigned char>(character));
    add(std::uint64_t{text.size()});
  }
  void add(std::uint64_t number) noexcept {
    for (int shift = 0; shift < 64; shift += 8) add(static_cast<unsigned char>(number >> shift));
  }
  void add(abi::Long number) noexcept { add(static_cast<std::uint64_t>(number)); }
  void add(double number) noexcept {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    add(bits);
  }
  void add(const std::optional<abi::Long>& number) noexcept { add(number.value_or(-1)); }
  std::uint64_t value() const noexcept { return value_; }

 private:
  void add(unsigned char byte) noexcept { value_ = (value_ ^ byte) * 0x100000001b3u; }

  std::uint64_t value_ = 0xcbf29ce484222325u;
};

void addMode(Hash& hash, const Mode& mode) {
  hash.add(mode.sample.name);
  for (const double rate : mode.ratesHz) hash.add(rate);
  for (const abi::Long number :
       {mode.buffer.min, mode.buffer.max, mode.buffer.preferred, mode.buffer.granularity})
    hash.add(number);
  for (const auto& number : {mode.input, mode.output, mode.delay}) hash.add(number);
}

std::size_t ringBytes(const Mode& mode) {
  const abi::Long delay = std::max(mode.delayFrames(mode.buffer.max), mode.buffer.max);
  // In bytes before the sum: the frames of DSD would not fit.
  const std::size_t bytes =
      2 * (mode.sample.bytes(delay + mode.sample.unitFrames) + mode.sample.bytes(mode.buffer.max));
  constexpr std::size_t kPage = 4096;
  return (bytes + kPage - 1) / kPage * kPage;
}

}  // namespace

std::uint64_t busSignature(const Settings& settings) {
  Hash hash;
  hash.add(std::uint64_t{kBusVersion});
  hash.add(settings.inputs);
  hash.add(settings.outputs);
  hash.add(settings.clock.driftPpm);
  addMode(hash, settings.mode);
  if (settings.otherMode) addMode(hash, *settings.otherMode);
  return hash.value();
}

std::size_t busRingBytes(const Settings& settings) {
  return std::max(ringBytes(settings.mode), settings.otherMode ? ringBytes(*settings.otherMode) : 0);
}

std::string busMemoryName(const std::string& cable) {
  constexpr char kDigits[] = "0123456789abcdef";
  Hash hash;
  hash.add(std::string_view(cable));
  std::string name;
  for (std::uint64_t rest = hash.value(); name.size() < 16; rest >>= 4) name += kDigits[rest & 15];
  return name;
}

}  // namespace drivers::loopback
