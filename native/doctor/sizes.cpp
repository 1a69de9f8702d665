// Buffer sizes: the four numbers, and whether a driver means them.
#include "doctor/sizes.h"

#include <algorithm>
#include <cmath>

#include "doctor/describe.h"
#include "doctor/messages.h"
#include "doctor/parts.h"
#include "doctor/stream.h"

namespace doctor {
namespace {

/// Frames and channels that are more than any examination should take memory for.
constexpr long kMostFrames = 1 << 17;
constexpr long kMostSamples = 1 << 26;

bool isPowerOfTwo(long value) { return value > 0 && (value & (value - 1)) == 0; }

std::string shown(const SizesAnswer& sizes) {
  return "from " + std::to_string(sizes.min) + " to " + std::to_string(sizes.max) + ", preferred " +
         std::to_string(sizes.preferred) + ", step " + std::to_string(sizes.step);
}

void examineNumbers(Examination& exam, const SizesAnswer& sizes) {
  const auto [code, min, max, preferred, step] = sizes;
  exam.check("sizes-order", min > 0 && min <= preferred && preferred <= max, shown(sizes));
  exam.check("sizes-one", min != max || (preferred == min && step == 0), shown(sizes));
  exam.check("sizes-step", step >= -1 && (step != 0 || min == max), shown(sizes));
  exam.check("sizes-powers", step != -1 || (isPowerOfTwo(min) && isPowerOfTwo(max)), shown(sizes));
}

/// One that is offered, between the smallest and the largest; 0: there is none.
long between(const SizesAnswer& sizes) {
  if (sizes.min <= 0 || sizes.min >= sizes.max) return 0;
  if (sizes.step > 0) return sizes.min + (sizes.max - sizes.min) / sizes.step / 2 * sizes.step;
  if (sizes.step != -1 || !isPowerOfTwo(sizes.min)) return 0;
  long size = sizes.min;
  while (size * size < sizes.min * sizes.max) size *= 2;
  return size;
}

/// One that is not offered.
long beside(const SizesAnswer& sizes) {
  if (sizes.step > 1 && sizes.min < sizes.max) return sizes.min + 1;
  return std::max({sizes.min, sizes.max, sizes.preferred}) + 1;
}

/// Buffers of a size that is offered, at the second attempt if need be.
bool canBeHad(Examination& exam, long frames) {
  Stream stream(exam, Channels::all, frames);
  const std::string called = "createBuffers of " + std::to_string(frames) + " frames";
  abi::Error code = stream.create();
  if (abi::error::succeeded(code)) {
    exam.trail().checked("size-refused");
    exam.trail().checked("create-again");
  } else {
    const std::string what = answered(called, code) + exam.words();
    exam.driver().disposeBuffers();  // some have them all the same, and refuse the next attempt
    code = stream.create();
    const bool isSecond = abi::error::succeeded(code);
    exam.check(isSecond ? "create-again" : "size-refused", false,
               what + (isSecond ? "; the second time it worked" : ""));
  }
  examineMessages(exam, 0);
  return abi::error::succeeded(code);
}

/// A size that is not offered.
void examineBeside(Examination& exam, long frames) {
  Stream stream(exam, Channels::all, frames);
  const abi::Error code = stream.create();
  exam.check("size-not-offered", !abi::error::succeeded(code), std::to_string(frames) + " frames are taken");
  examineMessages(exam, 0);
  if (!abi::error::succeeded(code)) exam.driver().disposeBuffers();
}

}  // namespace

std::vector<long> sizesToTry(const SizesAnswer& sizes) {
  std::vector<long> all;
  for (const long size : {static_cast<long>(sizes.preferred), static_cast<long>(sizes.min), between(sizes),
                          static_cast<long>(sizes.max)}) {
    const bool isNew = std::find(all.begin(), all.end(), size) == all.end();
    if (size > 0 && size <= kMostFrames && isNew) all.push_back(size);
  }
  return all;
}

void examineSizes(Examination& exam) {
  RawDriver& driver = exam.driver();
  exam.trail().part("sizes", 0, 1);
  const SizesAnswer sizes = driver.sizes();
  if (!exam.checkOk("sizes-known", sizes.code, "getBufferSize")) throw Over();
  exam.facts().sizes = sizes;
  examineNumbers(exam, sizes);
  if (sizes.preferred <= 0) throw Over();
  const std::vector<long> all = sizesToTry(sizes);
  const long channels = exam.facts().inputs + exam.facts().outputs;
  long done = 0;
  bool isAny = false;
  for (const long frames : all) {
    exam.trail().part("sizes", ++done, static_cast<long>(all.size()));
    const std::string called = std::to_string(frames) + " frames";
    if (frames * channels > kMostSamples)
      exam.trail().skipped("size-refused", called + " of all channels are too many here");
    else
      isAny = canBeHad(exam, frames) || isAny;
  }
  if (!exam.check("create-works", isAny, "no size that is offered")) throw Over();
  examineBeside(exam, beside(sizes));
}

}  // namespace doctor
