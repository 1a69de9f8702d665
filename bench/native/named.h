#pragma once

namespace bench {

/// A value and how it is called on the command line and in the results.
template <class T>
struct Named {
  T value;
  const char* name;
};

}  // namespace bench
