// What is timed: so many payloads on their way through a queue.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "rt/annotations.h"
#include "stopwatch.h"

namespace bench {

/// A side that cannot go on looks again, and leaves the core to others if that takes long.
class Patience {
 public:
  void wait() noexcept {
    if (++looks_ % 128 == 0) std::this_thread::yield();
  }

 private:
  unsigned looks_ = 0;
};

inline void checkNumber(std::uint32_t number, std::uint32_t due) {
  if (number == due) return;
  std::fprintf(stderr, "transport: block %u came when %u was due\n", number, due);
  std::exit(1);
}

/// A queue, where its payloads come from and where they go.
template <class Queue, class Payload>
struct Way {
  Queue queue;
  alignas(rt::kCacheLine) Payload source;
  alignas(rt::kCacheLine) Payload sink;

  void send(std::uint32_t number) {
    Patience patience;
    source.setNumber(number);
    while (!queue.tryPush(source)) patience.wait();
  }

  void receive(std::uint32_t number) {
    Patience patience;
    while (!queue.tryPop(sink)) patience.wait();
    checkNumber(sink.number(), number);
  }
};

/// From one thread to another.
template <class Queue, class Payload>
Job crossing() {
  return [way = std::make_shared<Way<Queue, Payload>>()](unsigned times) {
    std::thread consumer([&] {
      for (unsigned i = 0; i < times; ++i) way->receive(i);
    });
    for (unsigned i = 0; i < times; ++i) way->send(i);
    consumer.join();
  };
}

/// In and out again, on one thread.
template <class Queue, class Payload>
Job returning() {
  return [way = std::make_shared<Way<Queue, Payload>>()](unsigned times) {
    for (unsigned i = 0; i < times; ++i) {
      way->send(i);
      way->receive(i);
    }
  };
}

}  // namespace bench
