// Asserts the layout of everything that crosses the border, on both conventions. Nothing here runs.
#include <type_traits>

#include "abi/driver.h"

namespace abi {
namespace {

#ifdef _WIN32
constexpr bool kWindows = true;
#else
constexpr bool kWindows = false;
#endif

/// Picks the figure of this platform's convention.
constexpr std::size_t either(std::size_t windows, std::size_t lp64) { return kWindows ? windows : lp64; }

static_assert(sizeof(void*) == 8 && sizeof(double) == 8);
static_assert(sizeof(Long) == either(4, 8));
static_assert(sizeof(Samples) == 8 && sizeof(TimeStamp) == 8 && sizeof(Guid) == 16);
static_assert(toUint64(toInt64(0x1234'5678'9abc'def0u)) == 0x1234'5678'9abc'def0u);

static_assert(sizeof(ClockSource) == either(48, 64));
static_assert(offsetof(ClockSource, associatedChannel) == either(4, 8));
static_assert(offsetof(ClockSource, associatedGroup) == either(8, 16));
static_assert(offsetof(ClockSource, isCurrentSource) == either(12, 24));
static_assert(offsetof(ClockSource, name) == either(16, 32));

static_assert(sizeof(ChannelInfo) == either(52, 72));
static_assert(offsetof(ChannelInfo, isInput) == either(4, 8));
static_assert(offsetof(ChannelInfo, isActive) == either(8, 16));
static_assert(offsetof(ChannelInfo, channelGroup) == either(12, 24));
static_assert(offsetof(ChannelInfo, type) == either(16, 32));
static_assert(offsetof(ChannelInfo, name) == either(20, 40));

static_assert(sizeof(BufferInfo) == either(24, 32));
static_assert(offsetof(BufferInfo, channelNum) == either(4, 8));
static_assert(offsetof(BufferInfo, buffers) == either(8, 16));

static_assert(sizeof(TimeInfo) == either(48, 56));
static_assert(offsetof(TimeInfo, systemTime) == 8);
static_assert(offsetof(TimeInfo, samplePosition) == 16);
static_assert(offsetof(TimeInfo, sampleRate) == 24);
static_assert(offsetof(TimeInfo, flags) == 32);
static_assert(offsetof(TimeInfo, reserved) == either(36, 40));

static_assert(sizeof(TimeCode) == either(84, 88));
static_assert(offsetof(TimeCode, timeCodeSamples) == 8);
static_assert(offsetof(TimeCode, flags) == 16);
static_assert(offsetof(TimeCode, future) == either(20, 24));

static_assert(sizeof(Time) == either(148, 176));
static_assert(offsetof(Time, timeInfo) == either(16, 32));
static_assert(offsetof(Time, timeCode) == either(64, 88));

static_assert(sizeof(Callbacks) == 32);
static_assert(offsetof(Callbacks, bufferSwitch) == 0);
static_assert(offsetof(Callbacks, sampleRateDidChange) == 8);
static_assert(offsetof(Callbacks, asioMessage) == 16);
static_assert(offsetof(Callbacks, bufferSwitchTimeInfo) == 24);

static_assert(sizeof(InputMonitor) == either(20, 40));
static_assert(offsetof(InputMonitor, output) == either(4, 8));
static_assert(offsetof(InputMonitor, gain) == either(8, 16));
static_assert(offsetof(InputMonitor, state) == either(12, 24));
static_assert(offsetof(InputMonitor, pan) == either(16, 32));

static_assert(sizeof(ChannelControls) == either(48, 64));
static_assert(offsetof(ChannelControls, isInput) == either(4, 8));
static_assert(offsetof(ChannelControls, gain) == either(8, 16));
static_assert(offsetof(ChannelControls, meter) == either(12, 24));
static_assert(offsetof(ChannelControls, future) == either(16, 32));

static_assert(sizeof(TransportParameters) == either(144, 216));
static_assert(offsetof(TransportParameters, samplePosition) == either(4, 8));
static_assert(offsetof(TransportParameters, track) == either(12, 16));
static_assert(offsetof(TransportParameters, trackSwitches) == either(16, 24));
static_assert(offsetof(TransportParameters, future) == either(80, 152));

static_assert(sizeof(IoFormat) == 512);
static_assert(offsetof(IoFormat, future) == either(4, 8));

static_assert(sizeof(InternalBufferInfo) == either(8, 16));
static_assert(offsetof(InternalBufferInfo, outputSamples) == either(4, 8));

static_assert(offsetof(Driver, table) == 0);
static_assert(sizeof(DriverTable) == 24 * 8);
static_assert(offsetof(DriverTable, queryInterface) == 0 * 8);
static_assert(offsetof(DriverTable, addRef) == 1 * 8);
static_assert(offsetof(DriverTable, release) == 2 * 8);
static_assert(offsetof(DriverTable, init) == 3 * 8);
static_assert(offsetof(DriverTable, getDriverName) == 4 * 8);
static_assert(offsetof(DriverTable, getDriverVersion) == 5 * 8);
static_assert(offsetof(DriverTable, getErrorMessage) == 6 * 8);
static_assert(offsetof(DriverTable, start) == 7 * 8);
static_assert(offsetof(DriverTable, stop) == 8 * 8);
static_assert(offsetof(DriverTable, getChannels) == 9 * 8);
static_assert(offsetof(DriverTable, getLatencies) == 10 * 8);
static_assert(offsetof(DriverTable, getBufferSize) == 11 * 8);
static_assert(offsetof(DriverTable, canSampleRate) == 12 * 8);
static_assert(offsetof(DriverTable, getSampleRate) == 13 * 8);
static_assert(offsetof(DriverTable, setSampleRate) == 14 * 8);
static_assert(offsetof(DriverTable, getClockSources) == 15 * 8);
static_assert(offsetof(DriverTable, setClockSource) == 16 * 8);
static_assert(offsetof(DriverTable, getSamplePosition) == 17 * 8);
static_assert(offsetof(DriverTable, getChannelInfo) == 18 * 8);
static_assert(offsetof(DriverTable, createBuffers) == 19 * 8);
static_assert(offsetof(DriverTable, disposeBuffers) == 20 * 8);
static_assert(offsetof(DriverTable, controlPanel) == 21 * 8);
static_assert(offsetof(DriverTable, future) == 22 * 8);
static_assert(offsetof(DriverTable, outputReady) == 23 * 8);

/// What crosses the border is copied as bytes.
template <class... T>
constexpr bool kPlain = ((std::is_trivially_copyable_v<T> && std::is_standard_layout_v<T>)&&...);
static_assert(
    kPlain<ClockSource, ChannelInfo, BufferInfo, TimeInfo, TimeCode, Time, Callbacks, InputMonitor,
           ChannelControls, TransportParameters, IoFormat, InternalBufferInfo, Driver, DriverTable>);

}  // namespace
}  // namespace abi
