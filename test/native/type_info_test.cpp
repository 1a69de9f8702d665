#include "sample/type_info.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "sample_reference.h"

using sample::Format;
namespace type = abi::sample_type;

TEST_CASE("every sample type of the contract is known, with its width and its silence") {
  std::set<std::string> names;
  for (const reference::Pcm& pcm : reference::pcmTypes()) {
    const sample::TypeInfo* info = sample::findType(pcm.type);
    REQUIRE(info != nullptr);
    CAPTURE(pcm.name);
    CHECK(std::string(info->name) == pcm.name);
    CHECK(info->elementBytes == pcm.bytes);
    CHECK(info->framesPerElement == 1);
    CHECK(info->silence == std::byte{0});
    names.insert(info->name);
  }
  CHECK(names.size() == 18);
  int known = 0;
  for (abi::SampleType any = -100; any < 1000; ++any) known += sample::findType(any) != nullptr ? 1 : 0;
  CHECK(known == 21);
}

TEST_CASE("idle DSD is the same pattern of bits in either order") {
  const sample::TypeInfo& lsb = *sample::findType(type::kDsdInt8Lsb1);
  const sample::TypeInfo& msb = *sample::findType(type::kDsdInt8Msb1);
  CHECK(msb.silence == std::byte{0x69});
  CHECK(lsb.silence == std::byte{0x96});
  CHECK(sample::silenceOf(Format::native, lsb) == lsb.silence);
  CHECK(sample::silenceOf(Format::dsdMsb, lsb) == msb.silence);
  CHECK(sample::silenceOf(Format::dsdLsb, msb) == lsb.silence);
  CHECK(sample::silenceOf(Format::int32, *sample::findType(type::kInt24Lsb)) == std::byte{0});
}

TEST_CASE("an element is a sample, or a byte with eight of them") {
  const sample::TypeInfo& packed = *sample::findType(type::kInt24Lsb);
  CHECK(sample::elementsOf(packed, 0) == 0);
  CHECK(sample::elementsOf(packed, 441) == 441);
  CHECK(sample::elementBytes(Format::native, packed) == 3);
  CHECK(sample::elementBytes(Format::int16, packed) == 2);
  CHECK(sample::elementBytes(Format::int24, packed) == 3);
  CHECK(sample::elementBytes(Format::int32, packed) == 4);
  CHECK(sample::elementBytes(Format::float32, packed) == 4);
  CHECK(sample::elementBytes(Format::float64, packed) == 8);
  const sample::TypeInfo& dsd = *sample::findType(type::kDsdInt8Lsb1);
  CHECK(sample::elementsOf(dsd, 8) == 1);
  CHECK(sample::elementsOf(dsd, 9) == 2);  // a byte that has begun is there as a whole
  CHECK(sample::elementBytes(Format::native, dsd) == 1);
  CHECK(sample::elementBytes(Format::dsdMsb, dsd) == 1);
  CHECK(sample::elementsOf(*sample::findType(type::kDsdInt8Ner8), 8) == 8);
}
