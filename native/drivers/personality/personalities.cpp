// The table of personalities. Numbers are those of the catalogue of misbehaviours that were seen in real
// drivers.
#include <algorithm>

#include "drivers/personality/personality.h"
#include "drivers/personality/quirks.h"

namespace drivers::personality {
namespace {

namespace message = abi::message;
namespace selector = abi::selector;
namespace type = abi::sample_type;

/// When a driver does something while it streams.
constexpr std::uint64_t kSoon = 16;

template <class... Q>
Layers of(Q... quirks) {
  Layers layers;
  (layers.push_back(std::move(quirks)), ...);
  return layers;
}

constexpr char kRealTime[] = "clock=realtime;preferredBuffer=128";

const std::vector<Personality>& table() {
  static const std::vector<Personality> all = {
      // --- whole drivers
      {"msuac2", "8, 39, 44, 52, 55, 58, 72, 74, 113",
       "The USB Audio Class 2 driver of Windows: one size that it does not insist on, two switches before start "
       "returns, times in steps, clocks that it counts and does not name",
       "streams", "type=int32lsb",
       [] {
         return of(slow(Place::init, 200), oddSizeThenReset(), switchesWhile(Place::start),
                   tellsWhile(Place::createBuffers, {message::kSupportsTimeInfo}), clockCountLies(), timeCoarse(),
                   positionOffset(256), needsOutputReady(), buffersPacked(4),
                   can({selector::kCanTimeInfo, selector::kCanReportOverload}));
       }},
      {"flexasio", "34, 58, 74, 115",
       "FlexASIO: every rate is possible, latencies are known with buffers only, switches come before start returns",
       "streams", "type=float32lsb;preferredBuffer=480",
       [] {
         return of(canEveryRate(), latenciesNeedBuffers(), switchesWhile(Place::start), needsOutputReady());
       }},
      {"asio4all", "63, 66, 69, 78, 97",
       "ASIO4ALL: asks for a reset while it starts, switches in bursts, tells no times", "streams",
       "type=int24lsb;clock=realtime",
       [] {
         return of(tellsWhile(Place::start, {message::kResetRequest, message::kResyncRequest}), bursts(4),
                   timeNever(), channelNames("WDM"));
       }},
      {"asio2wasapi", "71, 113", "ASIO2WASAPI: one size, no times, and no answer but \"not present\" to `future`",
       "streams", "type=int24lsb;minBuffer=480;maxBuffer=480;preferredBuffer=480;granularity=0",
       [] { return of(futureAnswers(abi::error::kNotPresent), timeNever()); }},
      {"wineasio", "6, 53, 55", "wineasio: powers of two, and questions to the host while it makes its buffers",
       "streams", "type=float32lsb;minBuffer=16;maxBuffer=8192;preferredBuffer=1024;granularity=-1",
       [] {
         return of(
             tellsWhile(Place::createBuffers, {message::kSupportsTimeInfo, message::kSupportsTimeCode}));
       }},
      {"steinberg-generic", "8, 27, 42, 70",
       "Steinberg Generic Low Latency: slow to load, times whether or not it was asked to, rates that take a reload",
       "streams", "",
       [] { return of(slow(Place::init, 300), rateAfterReload(), sizes(256, 256, 256, 1)); }},
      {"fl-studio", "64", "FL Studio ASIO: the index is always 0", "streams", "",
       [] { return of(oneHalfOnly()); }},
      {"focusrite", "55, 59, 64, 78, 86, 115",
       "Focusrite USB: asks the host in every order, switches while it stops and some twice, knows no latencies",
       "streams, and counts what came twice", "type=int32lsb",
       [] {
         return of(tellsWhile(Place::createBuffers, {message::kSupportsTimeInfo, message::kEngineVersion,
                                                     message::kSelectorSupported, message::kSelectorSupported}),
                   needsVersionTwo(), switchesWhile(Place::stop), duplicates(kSoon), latenciesFail());
       }},
      {"rme-like", "38, 72, 91, 108",
       "An interface for several programs at once: many channels, clocks to choose from, gains and meters, positions "
       "that do not move",
       "streams", "inputs=32;outputs=32;type=int32lsb",
       [] {
         return of(manyClocks(), positionFrozen(),
                   can({selector::kCanInputMonitor, selector::kSetInputMonitor, selector::kCanInputGain,
                        selector::kSetInputGain, selector::kCanOutputGain, selector::kSetOutputGain,
                        selector::kCanInputMeter, selector::kGetInputMeter, selector::kCanOutputMeter,
                        selector::kGetOutputMeter, selector::kCanTimeInfo, selector::kCanTransport,
                        selector::kTransport, selector::kCanTimeCode, selector::kEnableTimeCodeRead,
                        selector::kDisableTimeCodeRead, selector::kGetInternalBufferSamples}));
       }},

      // --- starting up
      {"init-answers-two", "16", "init answers 2", "takes every positive answer for a yes", "",
       [] { return of(initAnswers(2)); }},
      {"init-answers-minus-one", "16", "init answers -1", "DRIVER_INIT_FAILED", "",
       [] { return of(initAnswers(-1)); }},
      {"init-without-words", "18", "Does not start up and says nothing", "DRIVER_INIT_FAILED, in words of its own",
       "", [] { return of(failsWithoutWords()); }},
      {"init-with-long-words", "19", "Does not start up, and its text is eight times as long as there is room",
       "DRIVER_INIT_FAILED; the text has room", "", [] { return of(failsWithLongWords()); }},
      {"init-without-channels", "17, 101", "Starts up, and then has a text and no channels",
       "DRIVER_INIT_FAILED, with the text", "", [] { return of(startsUpWithoutChannels()); }},
      {"init-hangs", "20, 105", "init never returns", "DRIVER_TIMEOUT; the process can end", "",
       [] { return of(hangs(Place::init)); }},
      {"init-slow", "8", "init takes a second", "waits", "", [] { return of(slow(Place::init, 1000)); }},
      {"init-claims", "21", "Does not start up, and nobody else does until it is released",
       "releases it, and the next attempt succeeds", "", [] { return of(claimsUntilReleased()); }},
      {"busy-after-release", "24, 107", "For a while after it was released nobody starts up",
       "when it opens a driver again it waits, with growing pauses", "", [] { return of(busyAfterRelease(400)); }},
      {"nothing-before-init", "23", "Does not start up if it was asked anything before", "asks nothing before init",
       "", [] { return of(nothingBeforeInit()); }},
      {"needs-window", "15", "Does not start up without a window (Windows)", "has a hidden one", "",
       [] { return of(needsWindow()); }},
      {"one-thread", "12, 13", "Refuses calls from another thread than that of init",
       "makes all calls on one thread", "", [] { return of(staysOnItsThread()); }},
      {"init-exits", "9", "Ends the process while it starts up", "`probe` says so; only its own process ends", "",
       [] { return of(exitsProcess(Place::init)); }},
      {"create-crashes", "7, 111", "Crashes while it is created", "DRIVER_CRASHED on Windows; `probe` says how", "",
       [] { return of(crashes(Place::create)); }},
      {"init-crashes", "7, 10, 111", "Crashes while it starts up", "DRIVER_CRASHED on Windows; `probe` says how", "",
       [] { return of(crashes(Place::init)); }},
      {"init-throws", "23, 111", "Lets a C++ exception out while it starts up",
       "DRIVER_CRASHED on Windows; `probe` says how", "", [] { return of(throws(Place::init)); }},
      {"release-crashes", "22, 111", "Crashes when it is released",
       "closes on Windows, and then DRIVER_CRASHED; `probe` says how", "",
       [] { return of(crashes(Place::release)); }},

      // --- texts
      {"name-without-end", "19", "Its name fills the 32 bytes and has no end", "takes the 32 bytes", "",
       [] { return of(nameWithoutEnd(32)); }},
      {"name-too-long", "19", "Its name is 1000 bytes long, without an end", "has room for it", "",
       [] { return of(nameWithoutEnd(1000)); }},
      {"channel-names-without-end", "19, 97", "Names of channels have no end", "takes the 32 bytes", "",
       [] { return of(channelNamesWithoutEnd()); }},
      {"channel-names-same", "97", "All channels have one name, in the bytes of some code page",
       "channels are told apart by their numbers", "", [] { return of(channelNames("Gr\xfc\xdf" "e")); }},
      {"channel-names-empty", "97", "Channels have no names", "channels are told apart by their numbers", "",
       [] { return of(channelNames("")); }},
      {"channel-info-too-long", "19", "Writes half a kilobyte past what it is given for a channel",
       "has room for it", "", [] { return of(channelInfoTooLong()); }},

      // --- rates and clocks
      {"rate-after-run", "25, 26, 27", "Takes a rate only once it has run with it",
       "has it run for a moment", "", [] { return of(rateAfterRun()); }},
      {"rate-after-reload", "27, 89", "Takes a rate only when it is loaded", "loads it anew", "",
       [] { return of(rateAfterReload()); }},
      {"rate-never", "27", "Accepts a rate and stays where it is", "SAMPLE_RATE_REFUSED", "",
       [] { return of(rateNever()); }},
      {"rate-lies", "27, 121", "Says that it has taken a rate, and runs at the old one",
       "measures it, opens it again, and ends the stream with SAMPLE_RATE_REFUSED", kRealTime,
       [] { return of(rateLies(false)); }},
      {"rate-lies-until-reload", "27, 89", "Says that it has taken a rate, and takes it when it is loaded anew",
       "measures it, and opens it again", kRealTime, [] { return of(rateLies(true)); }},
      {"rate-changes-silently", "36, 40", "Changes its rate by itself while it streams, and does not say so",
       "measures it, asks, tells it, and streams on", "clock=realtime;preferredBuffer=128;rate=44100",
       [] { return of(saysRateUntil(kSoon, 48000)); }},
      {"rate-settles", "30", "Shows a new rate only after a while", "waits", "",
       [] { return of(rateSettles(300)); }},
      {"rate-before-questions", "28", "Takes a rate only before it is asked anything else",
       "with `sampleRate`, sets it first", "", [] { return of(rateBeforeQuestions()); }},
      {"rate-halves-channels", "29", "Has half the channels above 48 kHz", "asks again after every switch",
       "inputs=8;outputs=8", [] { return of(rateHalvesChannels()); }},
      {"rate-doubles-buffers", "29", "Has other buffer sizes above 48 kHz", "asks again after every switch", "",
       [] { return of(rateDoublesBuffers()); }},
      {"rate-needs-clock", "31, 33", "Has no rate, and takes none, before a clock source was chosen",
       "chooses the first", "", [] { return of(ratesNeedClock()); }},
      {"rate-fixed", "32", "Refuses every rate but its own", "SAMPLE_RATE_REFUSED, with the rate that it has", "",
       [] { return of(oneRateOnly()); }},
      {"rate-zero", "33", "Says that its rate is 0", "takes it for unknown", "", [] { return of(saysRate(0)); }},
      {"rate-absurd", "33", "Says that its rate is 10^12 Hz", "takes it for unknown", "",
       [] { return of(saysRate(1e12)); }},
      {"rate-not-a-number", "33", "Says that its rate is not a number", "takes it for unknown", "",
       [] { return of(saysRate(0.0 / 0.0)); }},
      {"can-every-rate", "34", "Says that it can do every rate", "believes what it then does", "",
       [] { return of(canEveryRate()); }},
      {"can-no-rate", "34", "Says that it can do no rate", "tries all the same", "",
       [] { return of(canNoRate()); }},
      {"rate-blocked-by-buffers", "26", "Takes no rate while it has buffers", "disposes of them before", "",
       [] { return of(rateBlockedByBuffers()); }},
      {"announces-same-rate", "35", "Announces the rate that it has, over and over", "takes it for no news", "",
       [] { return of(announcesRate(4)); }},
      {"loses-clock", "33, 35", "Loses its clock and finds it again", "tells both, and streams on", "",
       [] { return of(losesClock(kSoon)); }},
      {"rate-changes", "36, 40", "Changes its rate by itself while it streams", "tells it, and streams on", "",
       [] { return of(changesRate(kSoon, 44100)); }},
      {"no-current-clock", "38", "Says of no clock that it is the current one", "lists them so", "",
       [] { return of(noCurrentClock()); }},
      {"clock-count-lies", "39", "Counts four clocks and names none", "lists none", "",
       [] { return of(clockCountLies()); }},
      {"many-clocks", "38, 40", "Has three clocks", "lists them, and chooses the one that it is told", "",
       [] { return of(manyClocks()); }},
      {"clock-changes", "40", "Changes its clock by itself and says so in the time of a switch", "asks for them again", "",
       [] { return of(changesClock(kSoon)); }},

      // --- buffers
      {"granularity-zero", "41", "Offers 64 to 1024 frames and no step", "takes the smallest, the largest, the preferred",
       "", [] { return of(sizes(64, 1024, 256, 0)); }},
      {"granularity-minus-two", "42", "Has a step of -2", "takes the smallest, the largest, the preferred", "",
       [] { return of(sizes(64, 1024, 256, -2)); }},
      {"sizes-no-powers", "42", "Says powers of two, from 48 to 1000", "takes what is one, and the ends", "",
       [] { return of(sizes(48, 1000, 192, -1)); }},
      {"sizes-reversed", "42", "Its smallest size is larger than its largest", "takes the preferred", "",
       [] { return of(sizes(1024, 64, 256, 64)); }},
      {"sizes-one-with-step", "42", "Has one size, and a step", "takes it", "",
       [] { return of(sizes(256, 256, 256, 16)); }},
      {"sizes-tiny", "48", "Its smallest buffer has one frame", "takes it", "minBuffer=1;preferredBuffer=16",
       [] { return of(); }},
      {"sizes-huge", "48", "Prefers 65536 frames", "takes it",
       "minBuffer=16;maxBuffer=65536;preferredBuffer=65536;granularity=1", [] { return of(); }},
      {"preferred-moves", "47", "Prefers another size whenever it is asked",
       "without a `bufferSize`, asks again and takes that", "", [] { return of(preferredMoves()); }},
      {"only-preferred-works", "43, 45", "Offers many sizes, and only the preferred one works",
       "DRIVER_FAILED for others; the device stays open", "", [] { return of(onlyPreferredWorks()); }},
      {"odd-size-then-reset", "44", "Takes every size, and asks for a reset unless it is its own",
       "BUFFER_SIZE_REFUSED for what is not offered", "", [] { return of(oddSizeThenReset()); }},
      {"size-frozen", "46", "Makes buffers of one size only as long as it is loaded", "loads it anew", "",
       [] { return of(sizeFrozen()); }},
      {"null-buffers", "49", "Makes buffers and leaves one out", "DRIVER_FAILED", "",
       [] { return of(nullBuffers()); }},
      {"failed-create-stays", "50, 51", "Fails to make buffers, and then has them", "disposes of what failed", "",
       [] { return of(failedCreateStays()); }},
      {"dispose-fails", "51", "Disposes of its buffers and says that it did not", "goes on", "",
       [] { return of(disposeFails()); }},
      {"keeps-infos", "54", "Goes on to use the host's list of buffers", "keeps it where it is", "",
       [] { return of(keepsInfos()); }},
      {"buffers-packed", "52", "Has all buffers in one block, the second half first, at odd addresses",
       "needs no alignment", "", [] { return of(buffersPacked(3)); }},
      {"latencies-fail", "115", "Knows no latencies", "says 0", "", [] { return of(latenciesFail()); }},
      {"latencies-need-buffers", "115", "Knows its latencies only with buffers", "asks again with buffers", "",
       [] { return of(latenciesNeedBuffers()); }},
      {"latencies-negative", "115", "Has negative latencies", "says 0", "",
       [] { return of(latenciesSay(-5, -1)); }},
      {"active-flag-lies", "100", "Channels are active in odd ways and in group -99", "streams", "",
       [] { return of(activeFlagLies()); }},

      // --- buffer switches
      {"switches-in-create", "56", "Switches buffers while it makes them", "plays nothing, and takes nothing", "",
       [] { return of(switchesWhile(Place::createBuffers)); }},
      {"switches-in-start", "58", "Switches buffers twice before start returns", "takes them", "",
       [] { return of(switchesWhile(Place::start)); }},
      {"switches-in-stop", "59", "Switches buffers while it stops", "plays silence", "",
       [] { return of(switchesWhile(Place::stop)); }},
      {"switches-in-dispose", "59, 62", "Switches buffers while it disposes of them, and makes no more for a host that touches them", "touches nothing", "",
       [] { return of(switchesInDispose()); }},
      {"switches-after-stop", "59, 60", "Switches buffers for a while after it has stopped", "touches nothing", "",
       [] { return of(switchesAfterStop()); }},
      {"index-out-of-range", "65", "Indexes are 6 and 7", "takes the lowest bit", "",
       [] { return of(indexPlus(6)); }},
      {"index-negative", "65", "Indexes are -2 and -1", "takes the lowest bit", "",
       [] { return of(indexPlus(-2)); }},
      {"index-zero", "64", "The index is always 0", "takes the same half always", "",
       [] { return of(oneHalfOnly()); }},
      {"duplicates", "64, 68", "Calls twice for some buffers", "serves them once, and counts", "",
       [] { return of(duplicates(4)); }},
      {"bursts", "66", "Waits, and then switches four times in a row", "takes them as they come", kRealTime,
       [] { return of(bursts(4)); }},
      {"reenters", "68", "Calls again while the host is inside", "counts it, and marks the gap", "",
       [] { return of(reenters(8)); }},
      {"new-threads", "69", "Each switch comes from another thread", "needs nothing of a thread", "",
       [] { return of(newThreads()); }},
      {"time-never", "70, 71", "Tells no times, although it is asked to", "has its own", "",
       [] { return of(timeNever()); }},
      {"time-null", "71", "Tells the time by a null pointer", "has its own", "", [] { return of(timeNull()); }},
      {"time-without-flags", "71", "Says of no time that it is valid, and it is not", "has its own", "",
       [] { return of(timeWithoutFlags()); }},
      {"time-code", "55", "Reads time code once it is told to, and hands it on with its times",
       "hands it on, also after it was opened again", "", [] { return of(timeCode()); }},
      {"time-code-garbage", "71", "Leaves anything in the place of time code", "does not look there unasked", "",
       [] { return of(timeCodeGarbage()); }},
      {"time-swapped", "72", "The halves of its positions changed places", "has its own positions", "",
       [] { return of(timeSwapped()); }},
      {"time-coarse", "72", "Its times are in steps of 16 ms", "has its own times", "",
       [] { return of(timeCoarse()); }},
      {"position-frozen", "64, 72", "Its position does not move", "has its own, and takes no switch for a repetition", "",
       [] { return of(positionFrozen()); }},
      {"position-frozen-one-half", "64, 72", "Its position does not move, and the index is always 0",
       "has its own, and takes no switch for a repetition", "",
       [] { return of(positionFrozen(), oneHalfOnly()); }},
      {"position-jumps", "77", "Its position jumps and wraps at 2^32", "has its own positions", "",
       [] { return of(positionJumps(kSoon)); }},
      {"not-direct", "73", "Says that the host must not work in the callback", "does not wait there anyway", "",
       [] { return of(notDirect()); }},
      {"needs-output-ready", "74", "Once it was told that output is ready, waits for that in every switch, the last one in stop too",
       "tells it in every switch, silent ones too", "", [] { return of(needsOutputReady()); }},
      {"overwrites-inputs", "76", "Overwrites its input as soon as the host has returned",
       "copies inside the callback", "", [] { return of(overwritesInputs()); }},
      {"leaves-float-mode", "112", "Calls with another rounding of floating-point numbers",
       "has its own for as long as it works, and puts the driver's back", "type=int16lsb",
       [] { return of(leavesFloatMode()); }},

      // --- messages
      {"messages-in-create", "55, 82, 86", "Asks the host while it makes its buffers, in every order, and makes none for hosts of version 1",
       "answers from constants", "",
       [] {
         return of(tellsWhile(Place::createBuffers,
                              {message::kSupportsTimeInfo, message::kEngineVersion, message::kSelectorSupported,
                               message::kSupportsTimeCode, message::kMmcCommand, 4711}),
                   needsVersionTwo());
       }},
      {"reset-in-create", "55, 80", "Asks for a reset while it makes its buffers", "takes it for an echo", "",
       [] { return of(tellsWhile(Place::createBuffers, {message::kResetRequest})); }},
      {"reset-in-start", "36, 78", "Asks for a reset and a resync while it starts", "takes it for an echo", "",
       [] { return of(tellsWhile(Place::start, {message::kResetRequest, message::kResyncRequest})); }},
      {"reset-in-set-rate", "80", "Asks for a reset when its rate is set", "takes it for an echo", "",
       [] { return of(tellsWhile(Place::setSampleRate, {message::kResetRequest})); }},
      {"reset", "80, 81, 87", "Asks for a reset inside a switch", "opens it again, and streams on", "",
       [] { return of(tells(message::kResetRequest, 0, kSoon, true)); }},
      {"reset-from-aside", "80", "Asks for a reset from a thread of its own", "opens it again, and streams on", "",
       [] { return of(tellsFromAside(message::kResetRequest, kSoon)); }},
      {"reset-asked-first", "81", "Asks for a reset only a host that says that it knows what that is",
       "says so, and opens it again", "", [] { return of(asksFirst(message::kResetRequest, kSoon)); }},
      {"reset-storm", "78, 80", "Asks for a reset a thousand times in two switches", "opens it again once", "",
       [] { return of(tellsOften(message::kResetRequest, 1000, kSoon)); }},
      {"reset-stale", "79", "Asks for a reset, and once more when it is opened again",
       "opens it again once", "", [] { return of(staleReset()); }},
      {"reset-forever", "44, 78", "Asks for a reset whenever it has streamed for a moment",
       "DRIVER_UNSTABLE after three times in ten seconds", kRealTime,
       [] { return of(tells(message::kResetRequest, 0, 400, false)); }},
      {"reset-or-noise", "81", "Asks for a reset, and plays noise until it is done", "opens it again", "",
       [] { return of(noiseUntilReset(kSoon)); }},
      {"buffer-size-change", "47, 83", "Wants another buffer size, and a reset where the host refuses",
       "refuses, opens it again, and takes the size unless one was asked for", "",
       [] { return of(comesBackPreferring(128)); }},
      {"comes-back-smaller", "87, 98", "Has fewer channels after a reset",
       "says what changed; the stream ends if it has lost its channels", "inputs=4;outputs=4",
       [] { return of(comesBackWith(2, 2)); }},
      {"does-not-come-back", "24, 87", "Asks for a reset and does not start up again",
       "DRIVER_INIT_FAILED after three seconds; the device is closed", "", [] { return of(doesNotComeBack()); }},
      {"resync", "84", "Asks for a resync", "tells it, and streams on", "",
       [] { return of(tells(message::kResyncRequest, 0, kSoon, true)); }},
      {"latencies-change", "85, 115", "Says from a thread of its own that its latencies changed",
       "asks for them, and tells it", "", [] { return of(latenciesChange(kSoon)); }},
      {"overload", "85", "Says that the computer is too slow", "tells it, and marks the block", "",
       [] { return of(tells(message::kOverload, 0, kSoon, true)); }},
      {"future-answers-zero", "96, 113", "Answers 0 to every question about what it can", "takes that for a no", "",
       [] { return of(futureAnswers(abi::error::kOk)); }},
      {"future-not-present", "113", "Answers \"not present\" to every question about what it can",
       "takes that for a no", "", [] { return of(futureAnswers(abi::error::kNotPresent)); }},
      {"answers-success", "113", "Answers every call with the yes of `future`", "takes both for a yes", "",
       [] { return of(answersSuccess()); }},

      // --- sample types
      {"mixed-types", "90, 92, 94", "Every channel has another sample type", "converts each by its own",
       "inputs=4;outputs=4;type=int32lsb",
       [] {
         return of(typesByChannel({type::kInt32Lsb, type::kFloat32Lsb, type::kInt32Msb, type::kInt32Lsb24}));
       }},
      {"type-after-rate", "91", "Has another sample type after its rate was set", "asks again after every switch",
       "type=int32lsb", [] { return of(typeAfterRate(type::kFloat32Lsb)); }},
      {"dirty-high-bits", "92", "Above the 24 bits of a sample is noise", "takes the 24 bits",
       "type=int32lsb24", [] { return of(dirtyHighBits(24)); }},
      {"not-numbers", "95", "Its inputs are not numbers, infinite or far too loud",
       "clamps them where they become integers", "type=float32lsb", [] { return of(inputsAreNotNumbers()); }},

      // --- slow, stuck, unplugged
      {"never-switches", "101", "Starts, and never switches buffers", "DRIVER_STALLED after three seconds",
       kRealTime, [] { return of(neverSwitches()); }},
      {"stops-switching", "102", "Stops to switch buffers", "opens it again after a second, and streams on",
       kRealTime, [] { return of(stopsSwitching(200)); }},
      {"storms", "67", "Switches buffers without a pause", "is silent, opens it again, and streams on", kRealTime,
       [] { return of(storms(200)); }},
      {"unplugged", "102, 103", "Is unplugged: no switches, and every call fails",
       "DRIVER_INIT_FAILED; the device is closed", kRealTime, [] { return of(isUnplugged(200)); }},
      {"channels-not-present", "101", "Has channels that are not present", "DRIVER_FAILED", "",
       [] { return of(channelsNotPresent()); }},
      {"in-use", "108", "Makes no buffers, as another program has the device", "DRIVER_FAILED", "",
       [] { return of(buffersInUse()); }},
      {"stop-fails", "103", "Stops and says that it did not", "goes on", "", [] { return of(stopFails()); }},
      {"start-slow", "104", "Takes a second to start", "waits", "", [] { return of(slow(Place::start, 1000)); }},
      {"stop-slow", "104", "Takes a second to stop", "waits", "", [] { return of(slow(Place::stop, 1000)); }},
      {"create-hangs", "104, 121", "Never returns from making buffers", "DRIVER_TIMEOUT; the process can end", "",
       [] { return of(hangs(Place::createBuffers)); }},
      {"start-hangs", "104", "Never returns from start", "DRIVER_TIMEOUT; the process can end", "",
       [] { return of(hangs(Place::start)); }},
      {"stop-hangs", "61, 104, 121", "Never returns from stop", "DRIVER_TIMEOUT; the process can end", "",
       [] { return of(hangs(Place::stop)); }},
      {"dispose-hangs", "104", "Never returns from disposing of buffers", "DRIVER_TIMEOUT; the process can end", "",
       [] { return of(hangs(Place::disposeBuffers)); }},
      {"release-hangs", "22, 104, 105", "Never returns from its release", "DRIVER_TIMEOUT; the process can end", "",
       [] { return of(hangs(Place::release)); }},

      // --- its window
      {"panel-slow", "110", "Its window returns when it is closed", "waits without a limit; the audio goes on", "",
       [] { return of(panelTakes(500)); }},
      {"panel-changes-sizes", "47, 80, 110", "Its window changes the buffer size and asks for a reset",
       "asks for the sizes again, and opens it again", "", [] { return of(panelChangesSizes()); }},
      {"panel-only-once", "110", "Its window opens only once", "DRIVER_FAILED the second time", "",
       [] { return of(panelOnlyOnce()); }},
      {"panel-hangs", "104, 110", "Its window never returns", "the audio goes on; closing is DRIVER_TIMEOUT", "",
       [] { return of(hangs(Place::controlPanel)); }},
  };
  return all;
}

}  // namespace

const std::vector<Personality>& personalities() { return table(); }

const Personality* findPersonality(std::string_view name) {
  const auto found = std::find_if(table().begin(), table().end(),
                                  [&](const Personality& personality) { return personality.name == name; });
  return found == table().end() ? nullptr : &*found;
}

}  // namespace drivers::personality
