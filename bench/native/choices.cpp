#include "choices.h"

#include <cstdlib>
#include <stdexcept>

namespace bench {
namespace {

using sample::Format;
using sample::InstructionSet;
using sample::Layout;

constexpr Named<Format> kFormats[] = {
    {Format::native, "native"},  {Format::int16, "int16"},     {Format::int24, "int24"},
    {Format::int32, "int32"},    {Format::float32, "float32"}, {Format::float64, "float64"},
    {Format::dsdLsb, "dsd-lsb"}, {Format::dsdMsb, "dsd-msb"},
};
constexpr Named<Layout> kLayouts[] = {{Layout::planar, "planar"}, {Layout::interleaved, "interleaved"}};
constexpr Named<InstructionSet> kSets[] = {
    {InstructionSet::scalar, "scalar"}, {InstructionSet::sse2, "sse2"}, {InstructionSet::avx2, "avx2"}};

std::vector<Named<const sample::TypeInfo*>> allTypes() {
  std::vector<Named<const sample::TypeInfo*>> types;
  for (abi::SampleType type = 0; type < 64; ++type) {
    if (const sample::TypeInfo* info = sample::findType(type)) types.push_back({info, info->name});
  }
  return types;
}

/// The sets that this machine has, the best first.
std::vector<Named<InstructionSet>> setsHere() {
  std::vector<Named<InstructionSet>> sets;
  for (const Named<InstructionSet>& set : kSets) {
    if (set.value <= sample::bestInstructionSet()) sets.insert(sets.begin(), set);
  }
  return sets;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char character : text) {
    if (character == ',')
      parts.emplace_back();
    else
      parts.back() += character;
  }
  return parts;
}

/// Those of `known` that `text` names.
template <class T>
std::vector<Named<T>> pick(const std::string& option, const std::string& text,
                           const std::vector<Named<T>>& known) {
  std::vector<Named<T>> picked;
  for (const std::string& name : split(text)) {
    std::string names;
    const std::size_t before = picked.size();
    for (const Named<T>& item : known) {
      names += std::string(names.empty() ? "" : ", ") + item.name;
      if (name == item.name) picked.push_back(item);
    }
    if (picked.size() == before) {
      throw std::invalid_argument(option + ": \"" + name + "\" is none of " + names);
    }
  }
  return picked;
}

template <class T, std::size_t Count>
std::vector<Named<T>> listOf(const Named<T> (&known)[Count]) {
  return {known, known + Count};
}

/// Whole numbers up to `most` that `step` divides.
std::vector<std::size_t> numbers(const std::string& option, const std::string& text, unsigned long step,
                                 unsigned long most) {
  std::vector<std::size_t> result;
  for (const std::string& part : split(text)) {
    const bool digits = !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
    const unsigned long value = digits ? std::strtoul(part.c_str(), nullptr, 10) : 0;
    if (value < step || value > most || value % step != 0) {
      throw std::invalid_argument(option + ": \"" + part + "\" is no multiple of " + std::to_string(step) +
                                  " up to " + std::to_string(most));
    }
    result.push_back(value);
  }
  return result;
}

void apply(Choices& choices, const std::string& option, const std::string& value) {
  if (option == "--types")
    choices.types = pick(option, value, allTypes());
  else if (option == "--formats")
    choices.formats = pick(option, value, listOf(kFormats));
  else if (option == "--layout")
    choices.layouts = pick(option, value, listOf(kLayouts));
  else if (option == "--set")
    choices.sets = pick(option, value, setsHere());
  else if (option == "--channels")
    choices.channels = numbers(option, value, 1, 1024);
  else if (option == "--frames")
    choices.frames = numbers(option, value, 8, 65536);  // 8: whole bytes of DSD
  else
    throw std::invalid_argument("unknown option " + option);
}

}  // namespace

std::optional<Choices> readChoices(const std::vector<std::string>& arguments, std::string& problem) {
  Choices choices;
  choices.types = allTypes();
  choices.formats = listOf(kFormats);
  choices.layouts = listOf(kLayouts);
  choices.sets = {setsHere().front()};
  if (choices.sets.front().value != InstructionSet::scalar) choices.sets.push_back(kSets[0]);
  try {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i] == "--quick") {
        choices.channels = {2, 64};
        choices.frames = {64, 512};
      } else if (arguments[i] == "--denormals") {
        choices.denormals = true;
      } else {
        if (i + 1 == arguments.size()) throw std::invalid_argument(arguments[i] + " has no value");
        apply(choices, arguments[i], arguments[i + 1]);
        ++i;
      }
    }
  } catch (const std::invalid_argument& error) {
    problem = error.what();
    return std::nullopt;
  }
  return choices;
}

}  // namespace bench
