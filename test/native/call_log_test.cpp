#include "drivers/loopback/call_log.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

using drivers::loopback::Call;
using drivers::loopback::CallLog;

namespace {

Call numbered(double who, double number) {
  Call call;
  call.name = "call";
  call.arguments[0] = who;
  call.arguments[1] = number;
  call.argumentCount = 2;
  return call;
}

constexpr std::size_t kRoom = 1 << 14;

}  // namespace

TEST_CASE("calls come out as they went in, once") {
  CallLog log;
  Call call = numbered(1, 2);
  call.arguments[2] = std::string(100, 'x');
  call.argumentCount = 3;
  call.result = -1000;
  call.moment = {64, 1'333'333};
  log.add(std::move(call));
  const std::vector<Call> taken = log.take();
  REQUIRE(taken.size() == 1);
  CHECK(taken[0].arguments[1].number == 2);
  CHECK(taken[0].arguments[2].text == std::string(100, 'x'));
  CHECK(taken[0].arguments[2].isText);
  CHECK(taken[0].result == -1000);
  CHECK(taken[0].moment->position == 64);
  CHECK(log.take().empty());
}

TEST_CASE("what there is no room for is counted, and there is room for later calls once some were taken") {
  CallLog log;
  for (std::size_t round = 1; round <= 3; ++round) {
    for (std::size_t i = 0; i < kRoom + 5; ++i) log.add(numbered(0, static_cast<double>(i)));
    CHECK(log.lost() == 5 * round);
    const std::vector<Call> taken = log.take();
    REQUIRE(taken.size() == kRoom);
    CHECK(taken.back().arguments[1].number == kRoom - 1);
  }
}

TEST_CASE("several threads add while one takes: none is lost, and each one's are in its order") {
  CallLog log;
  constexpr int kThreads = 4;
  constexpr int kCalls = 4000;
  std::vector<std::thread> threads;
  std::atomic<int> running{kThreads};
  for (int who = 0; who < kThreads; ++who) {
    threads.emplace_back([&log, &running, who] {
      for (int i = 0; i < kCalls; ++i) log.add(numbered(who, i));
      --running;
    });
  }
  std::vector<double> next(kThreads);
  std::size_t total = 0;
  for (bool isLast = false; !isLast;) {
    isLast = running == 0;
    for (const Call& call : log.take()) {
      ++total;
      CHECK(call.arguments[1].number == next[static_cast<std::size_t>(call.arguments[0].number)]++);
    }
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(log.lost() == 0);
  CHECK(total == kThreads * kCalls);
}

TEST_CASE("every thread has a number of its own, also when another one is gone") {
  std::set<std::uint64_t> numbers{CallLog::threadNumber()};
  CHECK(*numbers.begin() == CallLog::threadNumber());
  for (int i = 0; i < 10; ++i) {
    std::thread([&] { numbers.insert(CallLog::threadNumber()); }).join();
  }
  CHECK(numbers.size() == 11);
}
