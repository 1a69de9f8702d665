// A driver as the contract lays it out: an object whose first member points at a table of 24 functions, each
// of which takes the object as its first argument. A table, not a C++ class: its slots can be asserted, and
// no compiler decides about them. On the 64-bit targets this is also how a C++ class with virtual functions
// lies in memory, which is what vendors' drivers are.
#pragma once

#include "abi/error.h"
#include "abi/sample_types.h"
#include "abi/selectors.h"
#include "abi/types.h"

namespace abi {

struct Driver;

/// Slots 0 to 2 are COM's. Their results are an HRESULT and a reference count: 32 bits on Windows, and on
/// Linux, where cwASIO declares them with `long` and `unsigned long`, 64 bits.
#ifdef _WIN32
using ComResult = std::int32_t;
using RefCount = std::uint32_t;
#else
using ComResult = long;
using RefCount = unsigned long;
#endif

struct DriverTable {
  ComResult (*queryInterface)(Driver*, const Guid* iid, void** object);
  RefCount (*addRef)(Driver*);
  RefCount (*release)(Driver*);
  Bool (*init)(Driver*, void* systemHandle);
  void (*getDriverName)(Driver*, char* name);  ///< at least 32 bytes
  Long (*getDriverVersion)(Driver*);
  void (*getErrorMessage)(Driver*, char* message);  ///< at least 124 bytes
  Error (*start)(Driver*);
  Error (*stop)(Driver*);
  Error (*getChannels)(Driver*, Long* inputs, Long* outputs);
  Error (*getLatencies)(Driver*, Long* input, Long* output);                                  ///< frames
  Error (*getBufferSize)(Driver*, Long* min, Long* max, Long* preferred, Long* granularity);  ///< frames
  Error (*canSampleRate)(Driver*, SampleRate rate);
  Error (*getSampleRate)(Driver*, SampleRate* rate);
  Error (*setSampleRate)(Driver*, SampleRate rate);
  Error (*getClockSources)(Driver*, ClockSource* clocks, Long* count);  ///< in: room, out: filled
  Error (*setClockSource)(Driver*, Long index);
  Error (*getSamplePosition)(Driver*, Samples* position, TimeStamp* time);
  Error (*getChannelInfo)(Driver*, ChannelInfo* info);
  Error (*createBuffers)(Driver*, BufferInfo* infos, Long channels, Long bufferSize, Callbacks* callbacks);
  Error (*disposeBuffers)(Driver*);
  Error (*controlPanel)(Driver*);
  Error (*future)(Driver*, Long selector, void* opt);
  Error (*outputReady)(Driver*);
};

struct Driver {
  const DriverTable* table;
};

}  // namespace abi
