// Why Windows did not create a driver, in words.
#include "host/load_failure.h"

#include <doctest/doctest.h>

#include <windows.h>

#include "failure.h"

namespace {

platform::ComObject failed(HRESULT result, const char* operation = "CoCreateInstance") {
  platform::ComObject created;
  created.result = result;
  created.operation = operation;
  created.path = "C:\\windows\\system32\\kernel32.dll";  // there is one
  return created;
}

std::optional<host::Error> errorFor(const platform::ComObject& created) {
  host::DriverSource source;
  source.path = "C:\\listed\\driver.dll";
  return host::loadFailure(source, created);
}

}  // namespace

TEST_CASE("only what is not the driver's own refusal is tried another way") {
  for (const HRESULT result :
       {E_NOINTERFACE, REGDB_E_IIDNOTREG, REGDB_E_CLASSNOTREG, REGDB_E_BADTHREADINGMODEL, CO_E_DLLNOTFOUND,
        CO_E_ERRORINDLL, E_ACCESSDENIED, HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND),
        HRESULT_FROM_WIN32(ERROR_BAD_EXE_FORMAT)}) {
    CAPTURE(result);
    CHECK(host::isFailureOfCom(failed(result)));
  }
  for (const HRESULT result :
       {E_FAIL, E_OUTOFMEMORY, E_INVALIDARG, E_UNEXPECTED, CLASS_E_CLASSNOTAVAILABLE}) {
    CAPTURE(result);
    CHECK_FALSE(host::isFailureOfCom(failed(result)));
  }
  auto crashed = failed(E_NOINTERFACE);
  crashed.crash = platform::Crash{};
  CHECK_FALSE(host::isFailureOfCom(crashed));
  auto created = failed(S_OK);
  created.object = &created;
  CHECK_FALSE(host::isFailureOfCom(created));
}

TEST_CASE("a failure has words, the system's number, the call and the path") {
  const struct {
    HRESULT result;
    const char* words;
  } cases[] = {
      {CO_E_CLASSSTRING, "identifier"},
      {REGDB_E_CLASSNOTREG, "not registered"},
      {CLASS_E_CLASSNOTAVAILABLE, "does not have its class"},
      {E_NOINTERFACE, "no ASIO driver"},
      {HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), "does not exist"},
      {HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND), "a library that it needs is missing"},
      {E_ACCESSDENIED, "denied"},
      {HRESULT_FROM_WIN32(ERROR_BAD_EXE_FORMAT), "32-bit"},
      {HRESULT_FROM_WIN32(ERROR_DLL_INIT_FAILED), "refused to start up"},
  };
  for (const auto& [result, words] : cases) {
    const auto error = errorFor(failed(result));
    CAPTURE(words);
    CHECK(has(error, host::ErrorCode::driverLoadFailed));
    CHECK(says(error, words));
    CHECK(says(error, "from CoCreateInstance, C:\\windows\\system32\\kernel32.dll"));
    CHECK(error->driverCode() == result);
  }
  CHECK(says(errorFor(failed(HRESULT_FROM_WIN32(ERROR_PROC_NOT_FOUND), "LoadLibrary")), "another version"));
  CHECK(says(errorFor(failed(HRESULT_FROM_WIN32(ERROR_PROC_NOT_FOUND), "GetProcAddress")),
             "not one that makes drivers"));
  CHECK(says(errorFor(failed(E_FAIL)), "create the driver (0x80004005"));
  auto missing = failed(HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND));
  missing.path = "C:\\nowhere\\driver.dll";
  CHECK(says(errorFor(missing), "its library does not exist"));
  missing.path.clear();
  CHECK(says(errorFor(missing), "C:\\listed\\driver.dll"));
}
