// Drivers that Windows cannot create.
#include <doctest/doctest.h>

#include "failure.h"
#include "host/loader.h"
#include "platform/apartment.h"

TEST_CASE("a class that is not registered is a failure to load, with the system's number") {
  const platform::Apartment apartment;
  host::DriverSource source;
  source.kind = host::DriverKind::com;
  source.path = "C:\\gone\\driver.dll";
  for (const char* id : {"{0F9C3A70-6E1B-4B59-9F5B-1D2C3E4F5A6B}", "not a class", ""}) {
    source.id = id;
    const auto error = failureOf([&] { host::loadDriver(source); });
    CHECK(has(error, host::ErrorCode::driverLoadFailed));
    CHECK(error->operation() == "CoCreateInstance");
    CHECK(error->driverCode() < 0);
    CHECK(says(error, "0x8"));
    CHECK(says(error, "C:\\gone\\driver.dll"));
  }
}
