#include <algorithm>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include "drivers/personality/made_buffers.h"
#include "drivers/personality/quirks.h"

namespace drivers::personality {
namespace {

using abi::Long;

class Sizes final : public Layer {
 public:
  Sizes(Long min, Long max, Long preferred, Long granularity)
      : min_(min), max_(max), preferred_(preferred), granularity_(granularity) {}
  Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) override {
    *min = min_;
    *max = max_;
    *preferred = preferred_;
    *granularity = granularity_;
    return abi::error::kOk;
  }

 private:
  const Long min_, max_, preferred_, granularity_;
};

class PreferredMoves final : public Layer {
 public:
  Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) override {
    *min = *max = *preferred = size_;
    *granularity = 0;
    size_ = std::min<Long>(size_ * 2, 1024);
    return abi::error::kOk;
  }

 private:
  Long size_ = 64;
};

class OnlyPreferredWorks final : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    Long sizes[4];
    below().getBufferSize(&sizes[0], &sizes[1], &sizes[2], &sizes[3]);
    return frames == sizes[2] ? below().createBuffers(infos, channels, frames, calls)
                              : abi::error::kInvalidMode;
  }
};

class OddSizeThenReset final : public Layer {
 public:
  Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) override {
    *min = *max = *preferred = kSize;
    *granularity = 0;
    return abi::error::kOk;
  }
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    if (frames != kSize) host().message(abi::message::kResetRequest);
    return result;
  }

 private:
  static constexpr Long kSize = 256;
};

class SizeFrozen final : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    if (size_ != 0 && frames != size_) return abi::error::kInvalidMode;
    size_ = frames;
    return below().createBuffers(infos, channels, frames, calls);
  }

 private:
  Long size_ = 0;
};

class NullBuffers final : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    infos[channels - 1].buffers[1] = nullptr;
    return result;
  }
};

class FailedCreateStays final : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    if (isActive_) return abi::error::kOk;  // and touches nothing
    isActive_ = true;
    if (isFirstGeneration() && !std::exchange(hasFailed_, true)) return abi::error::kInvalidMode;
    return below().createBuffers(infos, channels, frames, calls);
  }
  Error disposeBuffers() override {
    isActive_ = false;
    return below().disposeBuffers();
  }

 private:
  bool isActive_ = false;
  bool hasFailed_ = false;
};

class DisposeFails final : public Layer {
 public:
  Error disposeBuffers() override {
    below().disposeBuffers();
    return abi::error::kInvalidMode;
  }
};

class KeepsInfos final : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    infos_ = infos;
    copy_.assign(infos, infos + channels);
    return result;
  }
  Error start() override { return isIntact() ? below().start() : abi::error::kHwMalfunction; }
  Error disposeBuffers() override {
    if (infos_ != nullptr && !isIntact()) return abi::error::kHwMalfunction;  // and keeps its buffers
    infos_ = nullptr;
    return below().disposeBuffers();
  }

 private:
  bool isIntact() const {
    return std::equal(
        copy_.begin(), copy_.end(), infos_, [](const abi::BufferInfo& a, const abi::BufferInfo& b) {
          return a.channelNum == b.channelNum && a.buffers[0] == b.buffers[0] && a.buffers[1] == b.buffers[1];
        });
  }
  abi::BufferInfo* infos_ = nullptr;
  std::vector<abi::BufferInfo> copy_;
};

/// Buffers of its own for the host, with copies to and from those of the driver below.
class OwnBuffers : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    if (!abi::error::succeeded(result)) return result;
    pairs_.clear();
    std::size_t room = kPageBytes;
    for (const MadeBuffer& made : madeBuffers(below(), result, infos, channels, frames)) {
      pairs_.push_back({made.isInput, made.bytes, {made.halves[0], made.halves[1]}, {}});
      room += 2 * made.bytes + kPageBytes;
    }
    memory_.assign(room, 0);
    place(memory_.data());
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      infos[i].buffers[0] = pairs_[i].own[0];
      infos[i].buffers[1] = pairs_[i].own[1];
    }
    return result;
  }

  void bufferSwitch(Switch& change) override {
    const auto half = static_cast<std::size_t>(change.half & 1);
    Switch told = {change.time, ownHalf(change.half), change.directProcess};
    const auto own = static_cast<std::size_t>(told.half & 1);
    for (const Pair& pair : pairs_) {
      if (pair.isInput) std::memcpy(pair.own[own], pair.below[half], pair.bytes);
    }
    above().bufferSwitch(told);
    for (const Pair& pair : pairs_) {
      if (!pair.isInput) std::memcpy(pair.below[half], pair.own[own], pair.bytes);
    }
  }

 protected:
  struct Pair {
    bool isInput;
    std::size_t bytes;
    void* below[2];
    unsigned char* own[2];
  };
  std::vector<Pair>& pairs() { return pairs_; }
  std::vector<unsigned char>& memory() { return memory_; }

 private:
  static constexpr std::size_t kPageBytes = 64;
  /// Where the host's buffers are, from `at` on.
  virtual void place(unsigned char* at) {
    for (Pair& pair : pairs_) {
      pair.own[0] = at;
      pair.own[1] = at + pair.bytes;
      at += 2 * pair.bytes;
    }
  }
  /// Which half the host is told.
  virtual Long ownHalf(Long half) const { return half; }
  std::vector<Pair> pairs_;
  std::vector<unsigned char> memory_;
};

class BuffersPacked final : public OwnBuffers {
 public:
  explicit BuffersPacked(std::size_t offset) : offset_(offset) {}

 private:
  void place(unsigned char* at) override {
    at += offset_;
    for (Pair& pair : pairs()) {
      // The second half first: nobody says that it comes after the other.
      pair.own[1] = at;
      pair.own[0] = at + pair.bytes;
      at += 2 * pair.bytes;
    }
  }
  const std::size_t offset_;
};

class OneHalfOnly final : public OwnBuffers {
  Long ownHalf(Long) const override { return 0; }
};

class SwitchesInDispose final : public OwnBuffers {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    return isTouched_ ? abi::error::kHwMalfunction
                      : OwnBuffers::createBuffers(infos, channels, frames, calls);
  }
  Error disposeBuffers() override {
    memory().assign(memory().size(), kNobodys);
    std::thread([this] {
      host().bufferSwitch({nullptr, 0, 1});
      host().bufferSwitch({nullptr, 1, 1});
    }).join();
    isTouched_ = std::any_of(memory().begin(), memory().end(), [](unsigned char c) { return c != kNobodys; });
    return below().disposeBuffers();
  }

 private:
  static constexpr unsigned char kNobodys = 0x5a;
  bool isTouched_ = false;
};

class LatenciesFail final : public Layer {
 public:
  Error getLatencies(Long*, Long*) override { return abi::error::kNotPresent; }
};

class LatenciesNeedBuffers final : public Layer {
 public:
  Error getLatencies(Long* input, Long* output) override {
    return hasBuffers_ ? below().getLatencies(input, output) : abi::error::kInvalidMode;
  }
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    hasBuffers_ = true;
    return below().createBuffers(infos, channels, frames, calls);
  }
  Error disposeBuffers() override {
    hasBuffers_ = false;
    return below().disposeBuffers();
  }

 private:
  bool hasBuffers_ = false;
};

class LatenciesSay final : public Layer {
 public:
  LatenciesSay(Long input, Long output) : input_(input), output_(output) {}
  Error getLatencies(Long* input, Long* output) override {
    *input = input_;
    *output = output_;
    return abi::error::kOk;
  }

 private:
  const Long input_, output_;
};

class ActiveFlagLies final : public Layer {
 public:
  Error getChannelInfo(abi::ChannelInfo* info) override {
    const Error result = below().getChannelInfo(info);
    info->isActive = 7 - info->isActive;
    info->channelGroup = -99;
    return result;
  }
};

}  // namespace

Quirk sizes(Long min, Long max, Long preferred, Long granularity) {
  return std::make_unique<Sizes>(min, max, preferred, granularity);
}
Quirk preferredMoves() { return std::make_unique<PreferredMoves>(); }
Quirk onlyPreferredWorks() { return std::make_unique<OnlyPreferredWorks>(); }
Quirk oddSizeThenReset() { return std::make_unique<OddSizeThenReset>(); }
Quirk sizeFrozen() { return std::make_unique<SizeFrozen>(); }
Quirk nullBuffers() { return std::make_unique<NullBuffers>(); }
Quirk failedCreateStays() { return std::make_unique<FailedCreateStays>(); }
Quirk disposeFails() { return std::make_unique<DisposeFails>(); }
Quirk keepsInfos() { return std::make_unique<KeepsInfos>(); }
Quirk buffersPacked(std::size_t offset) { return std::make_unique<BuffersPacked>(offset); }
Quirk oneHalfOnly() { return std::make_unique<OneHalfOnly>(); }
Quirk switchesInDispose() { return std::make_unique<SwitchesInDispose>(); }
Quirk latenciesFail() { return std::make_unique<LatenciesFail>(); }
Quirk latenciesNeedBuffers() { return std::make_unique<LatenciesNeedBuffers>(); }
Quirk latenciesSay(Long input, Long output) { return std::make_unique<LatenciesSay>(input, output); }
Quirk activeFlagLies() { return std::make_unique<ActiveFlagLies>(); }

}  // namespace drivers::personality
