// Compares our declarations with the official headers. Built into the native tests for Windows when
// ASIO_SDK_DIR says where the SDK is; nothing of the SDK is in this repository.
#include <doctest/doctest.h>
// Before the SDK's own headers, which need COM's.
#include <objbase.h>

// The headers pack their structures only for Microsoft's compiler; this is what drivers are built with.
#pragma pack(push, 4)
#include <asio.h>
#pragma pack(pop)
#include <iasiodrv.h>

#include <cstring>
#include <type_traits>

#include "abi/driver.h"

namespace {

#define SAME_SIZE(ours, theirs) static_assert(sizeof(abi::ours) == sizeof(theirs))
#define SAME_PLACE(ours, member, theirs, theirMember)                           \
  static_assert(offsetof(abi::ours, member) == offsetof(theirs, theirMember) && \
                sizeof(abi::ours::member) == sizeof(theirs::theirMember))
#define SAME_VALUE(ours, theirs) \
  static_assert(static_cast<long long>(abi::ours) == static_cast<long long>(theirs))

SAME_SIZE(Long, long);
SAME_SIZE(Bool, ASIOBool);
SAME_SIZE(Error, ASIOError);
SAME_SIZE(SampleType, ASIOSampleType);
SAME_SIZE(SampleRate, ASIOSampleRate);
SAME_SIZE(Samples, ASIOSamples);
SAME_SIZE(TimeStamp, ASIOTimeStamp);
SAME_PLACE(Samples, high, ASIOSamples, hi);
SAME_PLACE(Samples, low, ASIOSamples, lo);

SAME_SIZE(ClockSource, ASIOClockSource);
SAME_PLACE(ClockSource, index, ASIOClockSource, index);
SAME_PLACE(ClockSource, associatedChannel, ASIOClockSource, associatedChannel);
SAME_PLACE(ClockSource, associatedGroup, ASIOClockSource, associatedGroup);
SAME_PLACE(ClockSource, isCurrentSource, ASIOClockSource, isCurrentSource);
SAME_PLACE(ClockSource, name, ASIOClockSource, name);

SAME_SIZE(ChannelInfo, ASIOChannelInfo);
SAME_PLACE(ChannelInfo, channel, ASIOChannelInfo, channel);
SAME_PLACE(ChannelInfo, isInput, ASIOChannelInfo, isInput);
SAME_PLACE(ChannelInfo, isActive, ASIOChannelInfo, isActive);
SAME_PLACE(ChannelInfo, channelGroup, ASIOChannelInfo, channelGroup);
SAME_PLACE(ChannelInfo, type, ASIOChannelInfo, type);
SAME_PLACE(ChannelInfo, name, ASIOChannelInfo, name);

SAME_SIZE(BufferInfo, ASIOBufferInfo);
SAME_PLACE(BufferInfo, isInput, ASIOBufferInfo, isInput);
SAME_PLACE(BufferInfo, channelNum, ASIOBufferInfo, channelNum);
SAME_PLACE(BufferInfo, buffers, ASIOBufferInfo, buffers);

SAME_SIZE(TimeInfo, AsioTimeInfo);
SAME_PLACE(TimeInfo, speed, AsioTimeInfo, speed);
SAME_PLACE(TimeInfo, systemTime, AsioTimeInfo, systemTime);
SAME_PLACE(TimeInfo, samplePosition, AsioTimeInfo, samplePosition);
SAME_PLACE(TimeInfo, sampleRate, AsioTimeInfo, sampleRate);
SAME_PLACE(TimeInfo, flags, AsioTimeInfo, flags);

SAME_SIZE(TimeCode, ASIOTimeCode);
SAME_PLACE(TimeCode, speed, ASIOTimeCode, speed);
SAME_PLACE(TimeCode, timeCodeSamples, ASIOTimeCode, timeCodeSamples);
SAME_PLACE(TimeCode, flags, ASIOTimeCode, flags);

SAME_SIZE(Time, ASIOTime);
SAME_PLACE(Time, timeInfo, ASIOTime, timeInfo);
SAME_PLACE(Time, timeCode, ASIOTime, timeCode);

SAME_SIZE(Callbacks, ASIOCallbacks);
SAME_PLACE(Callbacks, bufferSwitch, ASIOCallbacks, bufferSwitch);
SAME_PLACE(Callbacks, sampleRateDidChange, ASIOCallbacks, sampleRateDidChange);
SAME_PLACE(Callbacks, asioMessage, ASIOCallbacks, asioMessage);
SAME_PLACE(Callbacks, bufferSwitchTimeInfo, ASIOCallbacks, bufferSwitchTimeInfo);

SAME_SIZE(InputMonitor, ASIOInputMonitor);
SAME_PLACE(InputMonitor, gain, ASIOInputMonitor, gain);
SAME_PLACE(InputMonitor, pan, ASIOInputMonitor, pan);
SAME_SIZE(ChannelControls, ASIOChannelControls);
SAME_PLACE(ChannelControls, gain, ASIOChannelControls, gain);
SAME_PLACE(ChannelControls, meter, ASIOChannelControls, meter);
SAME_SIZE(TransportParameters, ASIOTransportParameters);
SAME_PLACE(TransportParameters, samplePosition, ASIOTransportParameters, samplePosition);
SAME_PLACE(TransportParameters, track, ASIOTransportParameters, track);
SAME_PLACE(TransportParameters, trackSwitches, ASIOTransportParameters, trackSwitches);
SAME_SIZE(IoFormat, ASIOIoFormat);
SAME_PLACE(IoFormat, formatType, ASIOIoFormat, FormatType);
SAME_SIZE(InternalBufferInfo, ASIOInternalBufferInfo);

SAME_VALUE(sample_type::kInt16Msb, ASIOSTInt16MSB);
SAME_VALUE(sample_type::kInt24Msb, ASIOSTInt24MSB);
SAME_VALUE(sample_type::kInt32Msb, ASIOSTInt32MSB);
SAME_VALUE(sample_type::kFloat32Msb, ASIOSTFloat32MSB);
SAME_VALUE(sample_type::kFloat64Msb, ASIOSTFloat64MSB);
SAME_VALUE(sample_type::kInt32Msb16, ASIOSTInt32MSB16);
SAME_VALUE(sample_type::kInt32Msb18, ASIOSTInt32MSB18);
SAME_VALUE(sample_type::kInt32Msb20, ASIOSTInt32MSB20);
SAME_VALUE(sample_type::kInt32Msb24, ASIOSTInt32MSB24);
SAME_VALUE(sample_type::kInt16Lsb, ASIOSTInt16LSB);
SAME_VALUE(sample_type::kInt24Lsb, ASIOSTInt24LSB);
SAME_VALUE(sample_type::kInt32Lsb, ASIOSTInt32LSB);
SAME_VALUE(sample_type::kFloat32Lsb, ASIOSTFloat32LSB);
SAME_VALUE(sample_type::kFloat64Lsb, ASIOSTFloat64LSB);
SAME_VALUE(sample_type::kInt32Lsb16, ASIOSTInt32LSB16);
SAME_VALUE(sample_type::kInt32Lsb18, ASIOSTInt32LSB18);
SAME_VALUE(sample_type::kInt32Lsb20, ASIOSTInt32LSB20);
SAME_VALUE(sample_type::kInt32Lsb24, ASIOSTInt32LSB24);
SAME_VALUE(sample_type::kDsdInt8Lsb1, ASIOSTDSDInt8LSB1);
SAME_VALUE(sample_type::kDsdInt8Msb1, ASIOSTDSDInt8MSB1);
SAME_VALUE(sample_type::kDsdInt8Ner8, ASIOSTDSDInt8NER8);

SAME_VALUE(error::kOk, ASE_OK);
SAME_VALUE(error::kSuccess, ASE_SUCCESS);
SAME_VALUE(error::kNotPresent, ASE_NotPresent);
SAME_VALUE(error::kHwMalfunction, ASE_HWMalfunction);
SAME_VALUE(error::kInvalidParameter, ASE_InvalidParameter);
SAME_VALUE(error::kInvalidMode, ASE_InvalidMode);
SAME_VALUE(error::kSpNotAdvancing, ASE_SPNotAdvancing);
SAME_VALUE(error::kNoClock, ASE_NoClock);
SAME_VALUE(error::kNoMemory, ASE_NoMemory);

SAME_VALUE(message::kSelectorSupported, kAsioSelectorSupported);
SAME_VALUE(message::kEngineVersion, kAsioEngineVersion);
SAME_VALUE(message::kResetRequest, kAsioResetRequest);
SAME_VALUE(message::kBufferSizeChange, kAsioBufferSizeChange);
SAME_VALUE(message::kResyncRequest, kAsioResyncRequest);
SAME_VALUE(message::kLatenciesChanged, kAsioLatenciesChanged);
SAME_VALUE(message::kSupportsTimeInfo, kAsioSupportsTimeInfo);
SAME_VALUE(message::kSupportsTimeCode, kAsioSupportsTimeCode);
SAME_VALUE(message::kMmcCommand, kAsioMMCCommand);
SAME_VALUE(message::kSupportsInputMonitor, kAsioSupportsInputMonitor);
SAME_VALUE(message::kSupportsInputGain, kAsioSupportsInputGain);
SAME_VALUE(message::kSupportsInputMeter, kAsioSupportsInputMeter);
SAME_VALUE(message::kSupportsOutputGain, kAsioSupportsOutputGain);
SAME_VALUE(message::kSupportsOutputMeter, kAsioSupportsOutputMeter);
SAME_VALUE(message::kOverload, kAsioOverload);

SAME_VALUE(selector::kEnableTimeCodeRead, kAsioEnableTimeCodeRead);
SAME_VALUE(selector::kDisableTimeCodeRead, kAsioDisableTimeCodeRead);
SAME_VALUE(selector::kSetInputMonitor, kAsioSetInputMonitor);
SAME_VALUE(selector::kTransport, kAsioTransport);
SAME_VALUE(selector::kSetInputGain, kAsioSetInputGain);
SAME_VALUE(selector::kGetInputMeter, kAsioGetInputMeter);
SAME_VALUE(selector::kSetOutputGain, kAsioSetOutputGain);
SAME_VALUE(selector::kGetOutputMeter, kAsioGetOutputMeter);
SAME_VALUE(selector::kCanInputMonitor, kAsioCanInputMonitor);
SAME_VALUE(selector::kCanTimeInfo, kAsioCanTimeInfo);
SAME_VALUE(selector::kCanTimeCode, kAsioCanTimeCode);
SAME_VALUE(selector::kCanTransport, kAsioCanTransport);
SAME_VALUE(selector::kCanInputGain, kAsioCanInputGain);
SAME_VALUE(selector::kCanInputMeter, kAsioCanInputMeter);
SAME_VALUE(selector::kCanOutputGain, kAsioCanOutputGain);
SAME_VALUE(selector::kCanOutputMeter, kAsioCanOutputMeter);
SAME_VALUE(selector::kOptionalOne, kAsioOptionalOne);
SAME_VALUE(selector::kSetIoFormat, kAsioSetIoFormat);
SAME_VALUE(selector::kGetIoFormat, kAsioGetIoFormat);
SAME_VALUE(selector::kCanDoIoFormat, kAsioCanDoIoFormat);
SAME_VALUE(selector::kCanReportOverload, kAsioCanReportOverload);
SAME_VALUE(selector::kGetInternalBufferSamples, kAsioGetInternalBufferSamples);

SAME_VALUE(time_info::kSystemTimeValid, kSystemTimeValid);
SAME_VALUE(time_info::kSamplePositionValid, kSamplePositionValid);
SAME_VALUE(time_info::kSampleRateValid, kSampleRateValid);
SAME_VALUE(time_info::kSpeedValid, kSpeedValid);
SAME_VALUE(time_info::kSampleRateChanged, kSampleRateChanged);
SAME_VALUE(time_info::kClockSourceChanged, kClockSourceChanged);
SAME_VALUE(time_code::kValid, kTcValid);
SAME_VALUE(time_code::kRunning, kTcRunning);
SAME_VALUE(time_code::kReverse, kTcReverse);
SAME_VALUE(time_code::kOnSpeed, kTcOnspeed);
SAME_VALUE(time_code::kStill, kTcStill);
SAME_VALUE(time_code::kSpeedValid, kTcSpeedValid);

SAME_VALUE(transport::kStart, kTransStart);
SAME_VALUE(transport::kStop, kTransStop);
SAME_VALUE(transport::kLocate, kTransLocate);
SAME_VALUE(transport::kPunchIn, kTransPunchIn);
SAME_VALUE(transport::kPunchOut, kTransPunchOut);
SAME_VALUE(transport::kArmOn, kTransArmOn);
SAME_VALUE(transport::kArmOff, kTransArmOff);
SAME_VALUE(transport::kMonitorOn, kTransMonitorOn);
SAME_VALUE(transport::kMonitorOff, kTransMonitorOff);
SAME_VALUE(transport::kArm, kTransArm);
SAME_VALUE(transport::kMonitor, kTransMonitor);
SAME_VALUE(io_format::kPcm, kASIOPCMFormat);
SAME_VALUE(io_format::kDsd, kASIODSDFormat);
SAME_VALUE(io_format::kInvalid, kASIOFormatInvalid);

/// A driver by the official interface, each method of which only says which slot it is.
class SlotTeller final : public IASIO {
 public:
  int slot = -1;

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void**) override { return tell(0); }
  ULONG STDMETHODCALLTYPE AddRef() override { return static_cast<ULONG>(tell(1)); }
  ULONG STDMETHODCALLTYPE Release() override { return static_cast<ULONG>(tell(2)); }
  ASIOBool init(void*) override { return tell(3); }
  void getDriverName(char*) override { tell(4); }
  long getDriverVersion() override { return tell(5); }
  void getErrorMessage(char*) override { tell(6); }
  ASIOError start() override { return tell(7); }
  ASIOError stop() override { return tell(8); }
  ASIOError getChannels(long*, long*) override { return tell(9); }
  ASIOError getLatencies(long*, long*) override { return tell(10); }
  ASIOError getBufferSize(long*, long*, long*, long*) override { return tell(11); }
  ASIOError canSampleRate(ASIOSampleRate) override { return tell(12); }
  ASIOError getSampleRate(ASIOSampleRate*) override { return tell(13); }
  ASIOError setSampleRate(ASIOSampleRate) override { return tell(14); }
  ASIOError getClockSources(ASIOClockSource*, long*) override { return tell(15); }
  ASIOError setClockSource(long) override { return tell(16); }
  ASIOError getSamplePosition(ASIOSamples*, ASIOTimeStamp*) override { return tell(17); }
  ASIOError getChannelInfo(ASIOChannelInfo*) override { return tell(18); }
  ASIOError createBuffers(ASIOBufferInfo*, long, long, ASIOCallbacks*) override { return tell(19); }
  ASIOError disposeBuffers() override { return tell(20); }
  ASIOError controlPanel() override { return tell(21); }
  ASIOError future(long, void*) override { return tell(22); }
  ASIOError outputReady() override { return tell(23); }

 private:
  long tell(int number) {
    slot = number;
    return 0;
  }
};

}  // namespace

TEST_CASE("every slot of our table is the official interface's method of that name") {
  SlotTeller teller;
  static_assert(!std::is_polymorphic_v<abi::Driver>);
  auto* driver = reinterpret_cast<abi::Driver*>(static_cast<IASIO*>(&teller));
  const abi::DriverTable& table = *driver->table;
  int expected = 0;
  const auto check = [&] { CHECK(teller.slot == expected++); };
  table.queryInterface(driver, nullptr, nullptr), check();
  table.addRef(driver), check();
  table.release(driver), check();
  table.init(driver, nullptr), check();
  table.getDriverName(driver, nullptr), check();
  table.getDriverVersion(driver), check();
  table.getErrorMessage(driver, nullptr), check();
  table.start(driver), check();
  table.stop(driver), check();
  table.getChannels(driver, nullptr, nullptr), check();
  table.getLatencies(driver, nullptr, nullptr), check();
  table.getBufferSize(driver, nullptr, nullptr, nullptr, nullptr), check();
  table.canSampleRate(driver, 0), check();
  table.getSampleRate(driver, nullptr), check();
  table.setSampleRate(driver, 0), check();
  table.getClockSources(driver, nullptr, nullptr), check();
  table.setClockSource(driver, 0), check();
  table.getSamplePosition(driver, nullptr, nullptr), check();
  table.getChannelInfo(driver, nullptr), check();
  table.createBuffers(driver, nullptr, 0, 0, nullptr), check();
  table.disposeBuffers(driver), check();
  table.controlPanel(driver), check();
  table.future(driver, 0, nullptr), check();
  table.outputReady(driver), check();
}
