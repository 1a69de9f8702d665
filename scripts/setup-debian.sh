#!/bin/bash
# Installs what a bare Debian 12 lacks to build and test everything, the Windows half included. Node and npm are
# expected to be there. With the argument `bench` also what the benches compare with, with `newcomer` what makes a bare Debian.
# Does nothing, quickly, when all is present.
set -euo pipefail

packages=(
  g++ make python3 cmake ninja-build   # the addon, the native tests
  clang-format doctest-dev             # layout and test framework of the C++ code
  g++-mingw-w64-x86-64-posix           # the Windows build: the flavour with std::thread
  wine wine64                          # runs it
  chromium                             # looks at the reports; 113 MB to fetch, about 20 seconds
  pulseaudio pulseaudio-utils libasound2-plugins # an audio server for the devices that Wine shows
  sox ffmpeg flac                      # decoders and encoders of their own to check our audio files with
)
if [ "${1:-}" = bench ]; then
  packages+=(libreaderwriterqueue-dev libboost1.74-dev) # queues that the ring is compared with
fi
if [ "${1:-}" = newcomer ]; then
  packages+=(debootstrap)
fi

missing=()
for package in "${packages[@]}"; do
  if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
    missing+=("$package")
  fi
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: everything is installed"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
echo "setup: installing ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
