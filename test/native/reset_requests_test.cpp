// When a driver's wish to be reset is passed on.
#include "host/reset_requests.h"

#include <doctest/doctest.h>

using host::ResetRequests;
namespace notice = engine::notice;

namespace {

constexpr std::uint64_t kNow = 1'000'000'000;
constexpr std::uint64_t kDebounce = ResetRequests::kDebounceNs;

}  // namespace

TEST_CASE("a wish is told once, some time after it was first said, however often it was") {
  ResetRequests resets;
  CHECK(resets.dueNs() == UINT64_MAX);
  CHECK(resets.sift(notice::kResetRequest, kNow, 0) == 0);
  CHECK(resets.dueNs() == kNow + kDebounce);
  CHECK(resets.sift(notice::kResetRequest, kNow + kDebounce / 2, 0) == 0);
  CHECK(resets.dueNs() == kNow + kDebounce);
  CHECK(resets.sift(0, kNow + kDebounce - 1, 0) == 0);
  CHECK(resets.sift(notice::kResetRequest, kNow + kDebounce, 0) == notice::kResetRequest);
  CHECK(resets.dueNs() == UINT64_MAX);
  CHECK(resets.sift(0, kNow + 9 * kDebounce, 0) == 0);
}

TEST_CASE("everything else is told at once") {
  ResetRequests resets;
  const std::uint32_t others = notice::kOverload | notice::kSampleRateChanged | notice::kStalled;
  CHECK(resets.sift(others, kNow, kNow + 1) == others);
  CHECK(resets.sift(others | notice::kResetRequest, kNow, 0) == others);
  CHECK(resets.sift(others, kNow + kDebounce, 0) == (others | notice::kResetRequest));
}

TEST_CASE("what is said while the driver settles is an echo") {
  ResetRequests resets;
  CHECK(resets.sift(notice::kResetRequest, kNow, kNow + 1) == 0);
  CHECK(resets.dueNs() == UINT64_MAX);
  CHECK(resets.sift(notice::kResetRequest, kNow + 1, kNow + 1) == 0);
  CHECK(resets.dueNs() == kNow + 1 + kDebounce);
}

TEST_CASE("a wish that was said before a change of ours is over with that") {
  ResetRequests resets;
  resets.sift(notice::kResetRequest, kNow, 0);
  CHECK(resets.sift(0, kNow + kDebounce, kNow + 2 * kDebounce) == 0);
  CHECK(resets.dueNs() == UINT64_MAX);
}
