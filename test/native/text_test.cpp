// Texts of drivers, in the system's code page.
#include <doctest/doctest.h>

#include "platform/text.h"

TEST_CASE("what a driver gives its host as text is what a host reads") {
  for (const std::string text : {"", "Speakers (Desk)", "Kopfh\xc3\xb6rer"}) {
    const std::string given = platform::toDriverText(text);
    CHECK(platform::fromDriverText(given.data(), given.size()) == text);
#ifdef _WIN32
    // One byte for each character, in the code page of Western languages.
    if (text.size() > 20 || text.empty() || text[0] != 'K') continue;
    CHECK(given.size() == 9);
#endif
  }
}
