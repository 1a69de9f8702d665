// One driver at a time: vendors' code for loading, starting up and releasing is not written for company.
#pragma once

#include <cstdint>

namespace host {

/// Holds the gate while it lives. A driver that hangs in there must not keep the others out: once it has held
/// the gate for a few seconds, whoever waits takes it over. Blocking: waits, at the most `limitNs` for each
/// who is ahead.
class LoadGate {
 public:
  explicit LoadGate(std::uint64_t limitNs = kLimitNs) noexcept;
  ~LoadGate();
  LoadGate(const LoadGate&) = delete;
  LoadGate& operator=(const LoadGate&) = delete;

  static constexpr std::uint64_t kLimitNs = 3'000'000'000;

 private:
  std::uint64_t ticket_;
};

}  // namespace host
