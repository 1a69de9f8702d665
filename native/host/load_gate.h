// One driver at a time: vendors' code for loading, starting up and releasing is not written for company.
#pragma once

namespace host {

/// Holds the gate while it lives. Waits for it a few seconds at the most: a driver that hangs while it loads
/// must not keep the others out for ever.
class LoadGate {
 public:
  LoadGate() noexcept;
  ~LoadGate();
  LoadGate(const LoadGate&) = delete;
  LoadGate& operator=(const LoadGate&) = delete;

 private:
  bool held_ = false;
};

}  // namespace host
