#include "session_rig.h"

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <tlhelp32.h>
#else
#include <filesystem>
#endif

void Outcome::take(const std::exception_ptr& failure) {
  const std::lock_guard lock(mutex_);
  ++times_;
  thread_ = std::this_thread::get_id();
  try {
    failed_ = failure != nullptr;
    if (failed_) std::rethrow_exception(failure);
  } catch (const host::Error& error) {
    code_ = error.code();
    message_ = error.what();
    operation_ = error.operation();
  } catch (const std::exception& error) {
    message_ = error.what();
  }
  changed_.notify_all();  // within the lock: whoever waits may destroy this right afterwards
}

bool Outcome::comes() {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, std::chrono::steady_clock::now() + kPatience,
                             [this] { return times_ > 0; });
}

std::optional<host::Error> Outcome::error() {
  REQUIRE(comes());
  const std::lock_guard lock(mutex_);
  if (!code_) return std::nullopt;
  return host::Error(*code_, message_, operation_);
}

bool Outcome::succeeds() {
  REQUIRE(comes());
  const std::lock_guard lock(mutex_);
  return !failed_;
}

int Outcome::times() {
  const std::lock_guard lock(mutex_);
  return times_;
}

std::thread::id Outcome::thread() {
  const std::lock_guard lock(mutex_);
  return thread_;
}

std::string Outcome::message() {
  const std::lock_guard lock(mutex_);
  return message_;
}

SessionRig::~SessionRig() {
  if (session != nullptr) {
    session->close(kLongNs, [](std::exception_ptr) {});
    CHECK(session->waitClosed(patienceEndNs()));
    session.reset();
  }
  // The thread ends a little after it has said so.
  if (!fake.mayBeLost)
    CHECK(comesTrue([this] { return fake.references() == 0 && isFree(fake.source().id); }));
  CHECK(allocationsInAudio() == allocationsBefore);
  CHECK(locksInAudio() == locksBefore);
}

std::optional<host::Error> SessionRig::run(host::Session::Work work) {
  Outcome outcome;
  session->run("work", kLongNs, std::move(work), outcome.done());
  return outcome.error();
}

void SessionRig::open() {
  CHECK_FALSE(run([this](host::Device& device) { device.open(fake.source(), "", nullptr); }));
}

void SessionRig::start() {
  open();
  CHECK_FALSE(run([this](host::Device& device) {
    host::StreamRequest request = requestFor(device.description());
    memory =
        std::make_unique<StreamMemory>(engine::layOut(host::planOf(device.description(), request)).bytes);
    request.memory = memory->data();
    request.memoryBytes = memory->size();
    device.prepare(request);
    device.start({});
  }));
}

std::optional<host::Error> SessionRig::close() {
  Outcome outcome;
  session->close(kLongNs, outcome.done());
  return outcome.error();
}

bool isFree(const std::string& id) {
  return !failureOf([&] { host::OpenId open(id); });
}

std::size_t countThreads() {
#ifdef _WIN32
  const HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 entry = {};
  entry.dwSize = sizeof entry;
  std::size_t count = 0;
  for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry)) {
    if (entry.th32OwnerProcessID == GetCurrentProcessId()) ++count;
  }
  CloseHandle(snapshot);
  return count;
#else
  std::size_t count = 0;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    static_cast<void>(thread);
    ++count;
  }
  return count;
#endif
}
