// WASAPI's audio client behind our interface. Windows only.
#pragma once

#ifdef _WIN32

#include <audioclient.h>

#include <memory>
#include <optional>

#include "drivers/wasapi/com_pointer_win.h"
#include "drivers/wasapi/endpoint.h"
#include "drivers/wasapi/session_watch_win.h"

namespace drivers::wasapi {

class WindowsClient final : public Client {
 public:
  /// `losses`: of its device.
  WindowsClient(ComPointer<IAudioClient> client, Direction direction, std::shared_ptr<LossReport> losses);

  Result isFormatSupported(ShareMode mode, const WaveFormat& format) override;
  Result getMixFormat(WaveFormat& format) override;
  Result getPeriods(std::int64_t& usualHns, std::int64_t& shortestHns) override;
  Result getEnginePeriods(const WaveFormat& format, EnginePeriods& periods) override;
  Result getCurrentPeriod(std::uint32_t& frames) override;
  Result initialize(const StreamRequest& request) override;
  Result getBufferFrames(std::uint32_t& frames) override;
  Result getLatencyHns(std::int64_t& hns) override;
  Result setEvent(void* event) override;
  Result openStream() override;
  Result openClock(std::uint64_t& unitsPerSecond) override;
  Result start() override;
  Result stop() override;
  Result reset() override;
  Result getPadding(std::uint32_t& frames) noexcept override;
  Result takeBuffer(std::uint32_t frames, std::byte*& data) noexcept override;
  Result giveBuffer(std::uint32_t frames, bool isSilent) noexcept override;
  Result takePacket(Packet& packet) noexcept override;
  Result givePacket(std::uint32_t frames) noexcept override;
  Result readClock(ClockReading& reading) noexcept override;

 private:
  /// Since Windows 10.
  Result getLowLatency(ComPointer<IAudioClient3>& client) const;

  const Direction direction_;
  const ComPointer<IAudioClient> client_;
  const std::shared_ptr<LossReport> losses_;
  ComPointer<IAudioRenderClient> render_;    ///< of a playing device, once its stream is open
  ComPointer<IAudioCaptureClient> capture_;  ///< of a recording one
  ComPointer<IAudioClock> clock_;            ///< once it is open
  std::optional<SessionWatch> watch_;        ///< once its stream is open
};

}  // namespace drivers::wasapi

#endif
