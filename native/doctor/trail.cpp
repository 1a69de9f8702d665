#include "doctor/trail.h"

#include <filesystem>

#include "host/error.h"

namespace doctor {
namespace {

/// The same is seen of every channel, size and rate.
constexpr int kMostSeen = 3;

/// Drivers' words hold anything.
std::string plain(std::string text) {
  for (char& letter : text) {
    if (letter == '\t' || letter == '\n' || letter == '\r' || letter == '\0') letter = ' ';
  }
  return text;
}

}  // namespace

Trail::Trail(const std::string& path)
    : file_(std::filesystem::u8path(path), std::ios::out | std::ios::binary | std::ios::trunc) {
  if (!file_) throw host::Error(host::ErrorCode::invalidState, "The trail cannot be written: " + path);
}

void Trail::write(const std::string& line) { file_ << line << '\n' << std::flush; }

void Trail::call(const char* name) { write(std::string("call\t") + name); }

void Trail::returned(const char* name, std::uint64_t ns) {
  write(std::string("done\t") + name + '\t' + std::to_string(ns));
}

void Trail::crashed(std::uint32_t code) { write("crash\t" + std::to_string(code)); }

void Trail::part(const char* name, long done, long total) {
  write(std::string("part\t") + name + '\t' + std::to_string(done) + '\t' + std::to_string(total));
}

void Trail::checked(const char* rule) {
  if (checked_.insert(rule).second) write(std::string("rule\t") + rule);
}

void Trail::saw(const char* rule, const std::string& what) {
  if (++seen_[rule] > kMostSeen) return;
  write(std::string("saw\t") + rule + '\t' + plain(what));
}

void Trail::skipped(const char* rule, const std::string& why) {
  write(std::string("skip\t") + rule + '\t' + plain(why));
}

void Trail::fact(const char* name, const std::string& value) {
  write(std::string("fact\t") + name + '\t' + plain(value));
}

void Trail::figures(const char* name, const std::vector<std::string>& values) {
  std::string line = std::string("fact\t") + name;
  for (const std::string& value : values) line += '\t' + plain(value);
  write(line);
}

void Trail::end() { write("end"); }

}  // namespace doctor
