#ifdef _WIN32

#include "drivers/wasapi/client_win.h"

namespace drivers::wasapi {

namespace {

const WAVEFORMATEX* pointerTo(const FormatBytes& bytes) noexcept {
  return reinterpret_cast<const WAVEFORMATEX*>(bytes.data());
}

AUDCLNT_SHAREMODE modeOf(ShareMode mode) noexcept {
  return mode == ShareMode::exclusive ? AUDCLNT_SHAREMODE_EXCLUSIVE : AUDCLNT_SHAREMODE_SHARED;
}

}  // namespace

WindowsClient::WindowsClient(ComPointer<IAudioClient> client, Direction direction,
                             std::shared_ptr<LossReport> losses)
    : direction_(direction), client_(std::move(client)), losses_(std::move(losses)) {}

Result WindowsClient::isFormatSupported(ShareMode mode, const WaveFormat& format) {
  const FormatBytes bytes(format);
  // Only in shared mode is another one suggested, and has to be taken.
  WAVEFORMATEX* other = nullptr;
  const HRESULT result = client_->IsFormatSupported(modeOf(mode), pointerTo(bytes),
                                                    mode == ShareMode::shared ? &other : nullptr);
  CoTaskMemFree(other);
  return result;
}

Result WindowsClient::getMixFormat(WaveFormat& format) {
  WAVEFORMATEX* mix = nullptr;
  const HRESULT result = client_->GetMixFormat(&mix);
  if (FAILED(result)) return result;
  const auto parsed =
      parseFormat(reinterpret_cast<const std::byte*>(mix), FormatBytes::kPlainSize + mix->cbSize);
  CoTaskMemFree(mix);
  if (!parsed) return result::kUnsupportedFormat;
  format = *parsed;
  return result::kOk;
}

Result WindowsClient::getPeriods(std::int64_t& usualHns, std::int64_t& shortestHns) {
  REFERENCE_TIME usual = 0;
  REFERENCE_TIME shortest = 0;
  const HRESULT result = client_->GetDevicePeriod(&usual, &shortest);
  usualHns = usual;
  shortestHns = shortest;
  return result;
}

Result WindowsClient::getLowLatency(ComPointer<IAudioClient3>& client) const {
  return client_->QueryInterface(__uuidof(IAudioClient3), client.outAny());
}

Result WindowsClient::getEnginePeriods(const WaveFormat& format, EnginePeriods& periods) {
  ComPointer<IAudioClient3> client;
  if (const Result result = getLowLatency(client); failed(result)) return result;
  const FormatBytes bytes(format);
  UINT32 usual = 0;
  UINT32 step = 0;
  UINT32 shortest = 0;
  UINT32 longest = 0;
  const HRESULT result =
      client->GetSharedModeEnginePeriod(pointerTo(bytes), &usual, &step, &shortest, &longest);
  periods = {usual, step, shortest, longest};
  return result;
}

Result WindowsClient::getCurrentPeriod(std::uint32_t& frames) {
  ComPointer<IAudioClient3> client;
  if (const Result result = getLowLatency(client); failed(result)) return result;
  WAVEFORMATEX* format = nullptr;
  UINT32 period = 0;
  const HRESULT result = client->GetCurrentSharedModeEnginePeriod(&format, &period);
  CoTaskMemFree(format);
  frames = period;
  return result;
}

Result WindowsClient::initialize(const StreamRequest& request) {
  const FormatBytes bytes(request.format);
  if (request.engineFrames != 0) {
    ComPointer<IAudioClient3> client;
    if (const Result result = getLowLatency(client); failed(result)) return result;
    return client->InitializeSharedAudioStream(AUDCLNT_STREAMFLAGS_EVENTCALLBACK, request.engineFrames,
                                               pointerTo(bytes), nullptr);
  }
  const DWORD flags = request.pace == Pace::event ? AUDCLNT_STREAMFLAGS_EVENTCALLBACK : 0;
  return client_->Initialize(modeOf(request.mode), flags, request.bufferHns, request.periodHns,
                             pointerTo(bytes), nullptr);
}

Result WindowsClient::getBufferFrames(std::uint32_t& frames) {
  UINT32 size = 0;
  const HRESULT result = client_->GetBufferSize(&size);
  frames = size;
  return result;
}

Result WindowsClient::getLatencyHns(std::int64_t& hns) {
  REFERENCE_TIME latency = 0;
  const HRESULT result = client_->GetStreamLatency(&latency);
  hns = latency;
  return result;
}

Result WindowsClient::setEvent(void* event) { return client_->SetEventHandle(event); }

Result WindowsClient::openStream() {
  watch_.emplace(*client_.get(), losses_);
  if (direction_ == Direction::render)
    return client_->GetService(__uuidof(IAudioRenderClient), render_.outAny());
  return client_->GetService(__uuidof(IAudioCaptureClient), capture_.outAny());
}

Result WindowsClient::openClock(std::uint64_t& unitsPerSecond) {
  if (const Result result = client_->GetService(__uuidof(IAudioClock), clock_.outAny()); failed(result))
    return result;
  UINT64 frequency = 0;
  const HRESULT result = clock_->GetFrequency(&frequency);
  unitsPerSecond = frequency;
  return result;
}

Result WindowsClient::start() { return client_->Start(); }
Result WindowsClient::stop() { return client_->Stop(); }
Result WindowsClient::reset() { return client_->Reset(); }

Result WindowsClient::getPadding(std::uint32_t& frames) noexcept {
  UINT32 padding = 0;
  const HRESULT result = client_->GetCurrentPadding(&padding);
  frames = padding;
  return result;
}

Result WindowsClient::takeBuffer(std::uint32_t frames, std::byte*& data) noexcept {
  BYTE* bytes = nullptr;
  const HRESULT result = render_->GetBuffer(frames, &bytes);
  if (FAILED(result)) return result;
  // A success without a buffer is one of a driver that is about to go.
  if (bytes == nullptr) return result::kFail;
  data = reinterpret_cast<std::byte*>(bytes);
  return result::kOk;
}

Result WindowsClient::giveBuffer(std::uint32_t frames, bool isSilent) noexcept {
  return render_->ReleaseBuffer(frames, isSilent ? AUDCLNT_BUFFERFLAGS_SILENT : 0);
}

Result WindowsClient::takePacket(Packet& packet) noexcept {
  BYTE* bytes = nullptr;
  UINT32 frames = 0;
  DWORD flags = 0;
  UINT64 position = 0;
  UINT64 timeHns = 0;
  const HRESULT result = capture_->GetBuffer(&bytes, &frames, &flags, &position, &timeHns);
  if (FAILED(result)) return result;
  if (result == result::kBufferEmpty || frames == 0) return result::kBufferEmpty;
  packet.data = reinterpret_cast<const std::byte*>(bytes);
  packet.frames = frames;
  packet.isSilent = (flags & AUDCLNT_BUFFERFLAGS_SILENT) != 0 || bytes == nullptr;
  packet.isDiscontinuity = (flags & AUDCLNT_BUFFERFLAGS_DATA_DISCONTINUITY) != 0;
  packet.timeNs = (flags & AUDCLNT_BUFFERFLAGS_TIMESTAMP_ERROR) == 0 ? timeHns * 100 : 0;
  packet.position = position;
  return result::kOk;
}

Result WindowsClient::givePacket(std::uint32_t frames) noexcept { return capture_->ReleaseBuffer(frames); }

Result WindowsClient::readClock(ClockReading& reading) noexcept {
  UINT64 units = 0;
  UINT64 timeHns = 0;
  const HRESULT result = clock_->GetPosition(&units, &timeHns);
  // The performance counter's time, which is also that of the waiter.
  reading = {units, timeHns * 100};
  return result;
}

}  // namespace drivers::wasapi

#endif
