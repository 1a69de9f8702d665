#include "host/bells.h"

#include <doctest/doctest.h>

#include <set>
#include <thread>
#include <vector>

#include "patience.h"

using host::Bells;

TEST_CASE("bells have an id that no others have, and are found by it") {
  std::set<std::uint32_t> ids;
  std::vector<std::shared_ptr<Bells>> all;
  for (int i = 0; i < 100; ++i) {
    all.push_back(Bells::create());
    CHECK(all.back()->id() != 0);
    ids.insert(all.back()->id());
  }
  CHECK(ids.size() == all.size());
  for (const auto& bells : all) CHECK((Bells::find(bells->id()) == bells));
  CHECK((Bells::find(0) == nullptr));
}

TEST_CASE("bells that nobody holds any more are not found, and their id is not given to the next") {
  auto bells = Bells::create();
  const std::uint32_t id = bells->id();
  auto other = Bells::find(id);
  bells.reset();
  CHECK((Bells::find(id) == other));
  other.reset();
  CHECK((Bells::find(id) == nullptr));
  CHECK(Bells::create()->id() != id);
}

TEST_CASE("bells that are retired are not found, and who has them keeps them") {
  const auto bells = Bells::create();
  const auto other = Bells::find(bells->id());
  bells->retire();
  CHECK((Bells::find(bells->id()) == nullptr));
  CHECK(other->enter());
  bells->retire();
  CHECK_FALSE(bells->enter());
  CHECK(Bells::create()->id() != bells->id());
}

TEST_CASE("one thread at a time waits at the bell") {
  const auto bells = Bells::create();
  CHECK(bells->enter());
  CHECK_FALSE(bells->enter());
  bool entered = true;
  std::thread([&] { entered = Bells::find(bells->id())->enter(); }).join();
  CHECK_FALSE(entered);
  bells->leave();
  CHECK(bells->enter());
  bells->leave();
}

TEST_CASE("of many that enter at once one does, and what it did the next one sees") {
  constexpr int kTimes = 2000;
  const auto bells = Bells::create();
  int inside = 0;  // the thread sanitizer knows whether they are alone with it
  const auto work = [&] {
    for (int i = 0; i < kTimes; ++i) {
      if (!comesTrue([&] { return bells->enter(); })) return;
      ++inside;
      bells->leave();
    }
  };
  std::thread first(work);
  std::thread second(work);
  work();
  first.join();
  second.join();
  CHECK(inside == 3 * kTimes);
}

TEST_CASE("bells can be made, found and let go of by several threads at once") {
  std::atomic<std::uint32_t> id{0};
  std::atomic<bool> over{false};
  bool wrong = false;
  std::thread finder([&] {
    while (!over) {
      const std::uint32_t wanted = id;
      const auto found = Bells::find(wanted);
      wrong = wrong || (found != nullptr && found->id() != wanted);
    }
  });
  for (int i = 0; i < 2000; ++i) {
    const auto bells = Bells::create();
    id = bells->id();
  }
  over = true;
  finder.join();
  CHECK_FALSE(wrong);
}
