#include "host/open_ids.h"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "failure.h"

using host::OpenId;

TEST_CASE("an id is held once and free again afterwards") {
  auto first = std::make_unique<OpenId>("some-driver");
  const auto error = failureOf([] { OpenId("some-driver"); });
  CHECK(has(error, host::ErrorCode::deviceBusy));
  CHECK(says(error, "some-driver"));
  CHECK(error->operation() == "open");
  const OpenId other("some-driver:second");
  first.reset();
  const OpenId again("some-driver");
}

TEST_CASE("of many threads that want an id at once one gets it") {
  for (int i = 0; i < 50; ++i) {
    std::atomic<int> got{0};
    std::vector<std::unique_ptr<OpenId>> held(4);
    std::vector<std::thread> threads;
    for (std::unique_ptr<OpenId>& place : held) {
      threads.emplace_back([&] {
        if (!failureOf([&] { place = std::make_unique<OpenId>("wanted"); })) ++got;
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(got == 1);
  }
}
