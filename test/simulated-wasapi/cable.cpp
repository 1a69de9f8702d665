#include "cable.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace simulated {

namespace w = drivers::wasapi;
namespace result = drivers::wasapi::result;

namespace {

/// A client that passes everything on.
class Passage : public w::Client {
 public:
  explicit Passage(std::unique_ptr<w::Client> inner) : inner_(std::move(inner)) {}

  Result isFormatSupported(w::ShareMode mode, const WaveFormat& format) override {
    return inner_->isFormatSupported(mode, format);
  }
  Result getMixFormat(WaveFormat& format) override { return inner_->getMixFormat(format); }
  Result getPeriods(std::int64_t& usualHns, std::int64_t& shortestHns) override {
    return inner_->getPeriods(usualHns, shortestHns);
  }
  Result getEnginePeriods(const WaveFormat& format, w::EnginePeriods& periods) override {
    return inner_->getEnginePeriods(format, periods);
  }
  Result getCurrentPeriod(std::uint32_t& frames) override { return inner_->getCurrentPeriod(frames); }
  Result initialize(const w::StreamRequest& request) override {
    format_ = request.format;
    return inner_->initialize(request);
  }
  Result getBufferFrames(std::uint32_t& frames) override { return inner_->getBufferFrames(frames); }
  Result getLatencyHns(std::int64_t& hns) override { return inner_->getLatencyHns(hns); }
  Result setEvent(void* event) override { return inner_->setEvent(event); }
  Result openStream() override { return inner_->openStream(); }
  Result openClock(std::uint64_t& unitsPerSecond) override { return inner_->openClock(unitsPerSecond); }
  Result readClock(w::ClockReading& reading) noexcept override { return inner_->readClock(reading); }
  Result start() override { return inner_->start(); }
  Result stop() override { return inner_->stop(); }
  Result reset() override { return inner_->reset(); }
  Result getPadding(std::uint32_t& frames) noexcept override { return inner_->getPadding(frames); }
  Result takeBuffer(std::uint32_t frames, std::byte*& data) noexcept override {
    return inner_->takeBuffer(frames, data);
  }
  Result giveBuffer(std::uint32_t frames, bool isSilent) noexcept override {
    return inner_->giveBuffer(frames, isSilent);
  }
  Result takePacket(Packet& packet) noexcept override { return inner_->takePacket(packet); }
  Result givePacket(std::uint32_t frames) noexcept override { return inner_->givePacket(frames); }

 protected:
  std::size_t bytesOf(std::uint64_t frames) const { return frames * format_.frameBytes(); }
  std::uint64_t framesIn(std::uint64_t ns) const {
    return static_cast<std::uint64_t>(static_cast<double>(ns) * format_.rateHz / 1e9 + 0.5);
  }

 private:
  const std::unique_ptr<w::Client> inner_;
  WaveFormat format_;
};

}  // namespace

class Cable::RenderClient final : public Passage {
 public:
  RenderClient(std::unique_ptr<w::Client> inner, Cable& cable) : Passage(std::move(inner)), cable_(cable) {}

  Result start() override {
    cable_.renderStartNs_ = cable_.system_.nowNs();
    return Passage::start();
  }
  Result stop() override {
    cable_.renderStartNs_ = 0;
    return Passage::stop();
  }
  Result reset() override {
    cable_.given_.clear();
    return Passage::reset();
  }
  Result takeBuffer(std::uint32_t frames, std::byte*& data) noexcept override {
    const Result result = Passage::takeBuffer(frames, data);
    taken_ = data;
    return result;
  }
  Result giveBuffer(std::uint32_t frames, bool isSilent) noexcept override {
    const std::byte* const data = taken_;
    std::vector<std::byte> bytes(bytesOf(frames));
    if (!isSilent) std::copy(data, data + bytes.size(), bytes.begin());
    const Result result = Passage::giveBuffer(frames, isSilent);
    if (!w::failed(result)) cable_.given_.insert(cable_.given_.end(), bytes.begin(), bytes.end());
    return result;
  }

 private:
  Cable& cable_;
  std::byte* taken_ = nullptr;
};

class Cable::CaptureClient final : public Passage {
 public:
  CaptureClient(std::unique_ptr<w::Client> inner, Cable& cable) : Passage(std::move(inner)), cable_(cable) {}

  Result start() override {
    cable_.captureStartNs_ = cable_.system_.nowNs();
    heardFrames_ = 0;
    return Passage::start();
  }
  Result takePacket(Packet& packet) noexcept override {
    const Result result = Passage::takePacket(packet);
    if (w::failed(result) || packet.frames == 0) return result;
    heard_.assign(bytesOf(packet.frames), std::byte{0});
    if (cable_.renderStartNs_ != 0) hear(packet.frames);
    heardFrames_ += packet.frames;
    packet.data = heard_.data();
    return result;
  }

 private:
  /// Behind what was recorded before the other device began.
  void hear(std::uint32_t frames) {
    const std::uint64_t silentFrames = framesIn(cable_.renderStartNs_ - cable_.captureStartNs_);
    const std::uint64_t missing =
        silentFrames > heardFrames_ ? std::min<std::uint64_t>(silentFrames - heardFrames_, frames) : 0;
    const std::size_t at = bytesOf(missing);
    const std::size_t there = std::min(heard_.size() - at, cable_.given_.size());
    const auto end = cable_.given_.begin() + static_cast<std::ptrdiff_t>(there);
    std::copy(cable_.given_.begin(), end, heard_.begin() + static_cast<std::ptrdiff_t>(at));
    cable_.given_.erase(cable_.given_.begin(), end);
    if (cable_.isFaulty && there > 0) heard_[at] ^= std::byte{1};
  }

  Cable& cable_;
  std::uint64_t heardFrames_ = 0;
  std::vector<std::byte> heard_;
};

/// An endpoint whose clients are on the cable.
template <class Wrapped>
class Cable::Plug final : public w::Endpoint {
 public:
  Plug(std::unique_ptr<w::Endpoint> inner, Cable& cable) : inner_(std::move(inner)), cable_(cable) {}

  Direction direction() const noexcept override { return inner_->direction(); }
  const std::string& name() const noexcept override { return inner_->name(); }
  Result getDeviceFormat(WaveFormat& format) override { return inner_->getDeviceFormat(format); }
  Result activate(std::unique_ptr<w::Client>& client) override {
    std::unique_ptr<w::Client> inner;
    const Result result = inner_->activate(inner);
    if (!w::failed(result)) client = std::make_unique<Wrapped>(std::move(inner), cable_);
    return result;
  }
  void watch(w::Waiter& waiter) override { inner_->watch(waiter); }
  const w::LossReport& losses() const noexcept override { return inner_->losses(); }

 private:
  const std::unique_ptr<w::Endpoint> inner_;
  Cable& cable_;
};

std::unique_ptr<w::Endpoint> Cable::from(std::unique_ptr<w::Endpoint> render) {
  return std::make_unique<Plug<RenderClient>>(std::move(render), *this);
}

std::unique_ptr<w::Endpoint> Cable::to(std::unique_ptr<w::Endpoint> capture) {
  return std::make_unique<Plug<CaptureClient>>(std::move(capture), *this);
}

}  // namespace simulated
