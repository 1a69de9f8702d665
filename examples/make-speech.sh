#!/bin/sh
# Makes speech.wav: synthetic speech in a small room, 48 kHz, 24 bit, stereo with two different channels.
# The reverberation and the dither keep all 24 bits busy, so that a path that loses even one of them is noticed.
# Needs espeak-ng and sox; not part of the build, since each version of them sounds a little different.
set -eu
cd "$(dirname "$0")"
raw=$(mktemp --suffix=.wav)
trap 'rm -f "$raw"' EXIT
espeak-ng -v en-gb -s 190 -w "$raw" 'Every sample comes back.'
sox -R "$raw" -b 24 -c 2 speech.wav \
  rate -v 48000 remix 1 1p0.8 pad 0.02 0.5 reverb 35 50 60 100 8 trim 0 1.5 fade t 0 1.5 0.05 gain -n -1.5 dither
