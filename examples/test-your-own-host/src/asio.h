// As much of ASIO's binary interface as this program needs, so that the folder builds as it is. In a program
// of yours that is Steinberg's asio.h and iasiodrv.h, or cwASIO's headers: the virtual driver works with
// either.
#pragma once

#include <cstddef>

namespace asio {

static_assert(sizeof(void*) == 8, "32-bit Windows would need another calling convention");

enum Result : long { kOk = 0, kSuccess = 0x3f4847a0 };
enum SampleType : long { kInt32Lsb = 18 };

/// What a driver says to its host, in `Callbacks::message`.
enum Message : long { kSelectorSupported = 1, kEngineVersion = 2, kResetRequest = 3 };

/// What a host says to its driver, in `Driver::future`. This one is cwASIO's.
enum Selector : long { kSetInstanceName = 0x7f000001 };

struct BufferInfo {
  long isInput;
  long channel;
  void* halves[2];  ///< out: the driver's memory
};
static_assert(offsetof(BufferInfo, halves) == 2 * sizeof(long), "packed to 4 bytes or not, it is the same");

struct ChannelInfo {
  long channel;
  long isInput;
  long isActive;  ///< out, as all that follows
  long group;
  long type;
  char name[32];
};

struct Callbacks {
  void (*bufferSwitch)(long half, long directly);
  void (*sampleRateDidChange)(double rate);
  long (*message)(long selector, long value, void* pointer, double* number);
  void* (*bufferSwitchTimeInfo)(void* time, long half, long directly);
};

/// On Windows a COM object. cwASIO's table of functions on Linux lies in memory as this class does.
class Driver {
 public:
  virtual long queryInterface(const void* id, void** object) = 0;
  virtual unsigned long addRef() = 0;
  virtual unsigned long release() = 0;
  virtual long init(void* window) = 0;  ///< positive: it is there
  virtual void getDriverName(char* name) = 0;
  virtual long getDriverVersion() = 0;
  virtual void getErrorMessage(char* message) = 0;
  virtual long start() = 0;
  virtual long stop() = 0;
  virtual long getChannels(long* inputs, long* outputs) = 0;
  virtual long getLatencies(long* input, long* output) = 0;
  virtual long getBufferSize(long* min, long* max, long* preferred, long* step) = 0;
  virtual long canSampleRate(double rate) = 0;
  virtual long getSampleRate(double* rate) = 0;
  virtual long setSampleRate(double rate) = 0;
  virtual long getClockSources(void* clocks, long* count) = 0;
  virtual long setClockSource(long index) = 0;
  virtual long getSamplePosition(void* position, void* time) = 0;
  virtual long getChannelInfo(ChannelInfo* info) = 0;
  virtual long createBuffers(BufferInfo* infos, long channels, long frames, Callbacks* callbacks) = 0;
  virtual long disposeBuffers() = 0;
  virtual long controlPanel() = 0;
  virtual long future(long selector, void* argument) = 0;
  virtual long outputReady() = 0;

 protected:
  ~Driver() = default;  // not virtual: it would be a function more
};

}  // namespace asio
