// The weird things that drivers do, each as a layer. What the host has to make of them is said in
// personalities.cpp.
//
// Counts of buffer switches begin with each `start`. What happens "once" happens in the first driver of its
// name and personality in this process only: the next one, which a host gets when it opens the driver again,
// behaves.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "drivers/personality/layer.h"

namespace drivers::personality {

using Quirk = std::unique_ptr<Layer>;

/// The functions that a driver can be slow in, hang in, or crash in.
enum class Place {
  create,  ///< which here is when it is told what it is
  init,
  createBuffers,
  start,
  stop,
  disposeBuffers,
  setSampleRate,
  controlPanel,
  getChannels,
  release
};

// --- quirks_setup.cpp: being loaded, started up and asked for texts
Quirk initAnswers(abi::Bool answer);       ///< in place of 1; 0 and less: and it did not start up
Quirk failsWithoutWords();                 ///< does not start up and has no text
Quirk failsWithLongWords();                ///< does not start up; its text is longer than there is room
Quirk startsUpWithoutChannels();           ///< yes from init, and then a text and no channels
Quirk nameWithoutEnd(std::size_t length);  ///< of the driver: that many letters and no terminator
Quirk channelNamesWithoutEnd();
Quirk channelNames(const char* text);      ///< the same for all, byte by byte
Quirk channelInfoTooLong();                ///< writes past the end of the structure
Quirk staysOnItsThread();                  ///< refuses calls from another thread than that of init
Quirk needsWindow();                       ///< on Windows: does not start up without a window's handle
Quirk nothingBeforeInit();                 ///< whatever is asked before init makes init fail
Quirk claimsUntilReleased();               ///< once: does not start up, and nobody else does until it is gone
Quirk busyAfterRelease(int milliseconds);  ///< after a release the next one does not start up for a while
Quirk exitsProcess(Place place);
Quirk crashes(Place place);
Quirk throws(Place place);  ///< a C++ exception, right out of the driver

// --- quirks_rate.cpp: rates; quirks_clocks.cpp: clocks
Quirk rateAfterRun();              ///< accepts a rate and applies it when it is started next
Quirk rateAfterReload();           ///< applies it when it is loaded next
Quirk rateNever();                 ///< accepts it and stays
Quirk rateLies(bool untilReload);  ///< says that it has taken it, and stays; or takes it when loaded again
Quirk saysRateUntil(std::uint64_t afterSwitches,
                    double rateHz);   ///< then, without a word, the one that it has
Quirk rateSettles(int milliseconds);  ///< shows it only then
Quirk rateBeforeQuestions();          ///< takes a rate only before it was asked for its channels
Quirk rateHalvesChannels();           ///< above 48 kHz, as optical connections do
Quirk rateDoublesBuffers();           ///< twice the frames above 48 kHz
Quirk ratesNeedClock();               ///< takes no rate before a clock source was chosen
Quirk oneRateOnly();
Quirk saysRate(double rateHz);  ///< whatever it is
Quirk canEveryRate();           ///< says so
Quirk canNoRate();              ///< says so, and takes those that it has
Quirk rateBlockedByBuffers();
Quirk announcesRate(std::uint64_t everySwitches);  ///< the one that it has
Quirk losesClock(std::uint64_t afterSwitches);     ///< for as many switches, then has it back
Quirk changesRate(std::uint64_t afterSwitches, double rateHz);
Quirk noCurrentClock();
Quirk clockCountLies();                           ///< counts clock sources and fills none in
Quirk manyClocks();                               ///< three, of which any can be chosen
Quirk changesClock(std::uint64_t afterSwitches);  ///< from the first to the second, in the time of a switch

// --- quirks_buffers.cpp: sizes and buffers
Quirk sizes(abi::Long min, abi::Long max, abi::Long preferred, abi::Long granularity);  ///< says so
Quirk preferredMoves();  ///< is another at each question
Quirk onlyPreferredWorks();
Quirk oddSizeThenReset();   ///< takes any size, and asks for a reset unless it is the preferred
Quirk sizeFrozen();         ///< the first size is the only one until it is loaded again
Quirk nullBuffers();        ///< makes buffers, and leaves the last one out
Quirk failedCreateStays();  ///< once: fails, and then has buffers until they are disposed of
Quirk disposeFails();
Quirk keepsInfos();                       ///< goes on to use the host's list of buffers
Quirk buffersPacked(std::size_t offset);  ///< all in one block, aligned to `offset` bytes only
Quirk oneHalfOnly();                      ///< the index is always 0
Quirk switchesInDispose();  ///< two of them; a host that then touches a buffer gets no more buffers
Quirk latenciesFail();
Quirk latenciesNeedBuffers();
Quirk latenciesSay(abi::Long input, abi::Long output);
Quirk activeFlagLies();

// --- quirks_switches.cpp: buffer switches
Quirk switchesWhile(Place place);               ///< two of them, on another thread, before the call returns
Quirk switchesAfterStop();                      ///< three, from a thread of its own, after stop has returned
Quirk indexPlus(abi::Long offset);              ///< added to every index
Quirk duplicates(std::uint64_t everySwitches);  ///< calls twice for the same buffers
Quirk bursts(std::uint64_t switches);           ///< waits, then catches up
Quirk reenters(std::uint64_t everySwitches);    ///< calls again while the host is inside
Quirk newThreads();                             ///< each switch comes from another thread
Quirk timeNever();                              ///< no times, although the host takes them
Quirk timeNull();                               ///< the call with times, and a null pointer
Quirk timeWithoutFlags();
Quirk timeSwapped();  ///< high and low halves of the position changed places
Quirk timeCoarse();   ///< times in steps of 16 ms
Quirk positionFrozen();
Quirk positionOffset(std::uint64_t frames);        ///< added to every position
Quirk positionJumps(std::uint64_t afterSwitches);  ///< to just below 2^32
Quirk notDirect();                                 ///< says that the host must not work in the callback
Quirk needsOutputReady();                          ///< once it was told, it waits for it in every switch
Quirk overwritesInputs();                          ///< as soon as the host has returned
Quirk leavesFloatMode();                           ///< rounds upwards when it calls

// --- quirks_messages.cpp: what it tells its host
Quirk tellsWhile(Place place, std::vector<abi::Long> selectors);
Quirk tells(abi::Long selector, abi::Long value, std::uint64_t afterSwitches,
            bool once);                                                 ///< inside a switch
Quirk tellsFromAside(abi::Long selector, std::uint64_t afterSwitches);  ///< from a thread of its own
Quirk tellsOften(abi::Long selector, int times,
                 std::uint64_t afterSwitches);       ///< once: in two switches, one after the other
Quirk needsVersionTwo();                             ///< makes buffers only for hosts of version 2
Quirk latenciesChange(std::uint64_t afterSwitches);  ///< and says so from a thread of its own
Quirk asksFirst(abi::Long selector,
                std::uint64_t afterSwitches);        ///< tells only a host that says it understands
Quirk noiseUntilReset(std::uint64_t afterSwitches);  ///< once: after a wish to be reset it plays noise
Quirk staleReset();  ///< when it is opened again it asks for the reset once more
Quirk comesBackWith(abi::Long inputs, abi::Long outputs);  ///< fewer channels than the first time
Quirk comesBackPreferring(abi::Long frames);
Quirk doesNotComeBack();
Quirk futureAnswers(abi::Error answer);       ///< whatever it is asked
Quirk can(std::vector<abi::Long> selectors);  ///< says yes to these
Quirk timeCode();         ///< reads time code once it is told to: a million frames ahead of the position
Quirk timeCodeGarbage();  ///< anything in the place of time code, which nobody has asked for
Quirk answersSuccess();   ///< in place of 0, to every call
Quirk panelTakes(int milliseconds);
Quirk panelChangesSizes();
Quirk panelOnlyOnce();

// --- quirks_formats.cpp: sample types
Quirk typesByChannel(std::vector<abi::SampleType> types);  ///< of 32 bits, over a driver of int32lsb
Quirk typeAfterRate(abi::SampleType type);                 ///< after the first change of the rate
Quirk dirtyHighBits(unsigned bits);  ///< inputs: all above those of a sample in 32 bits is noise
Quirk inputsAreNotNumbers();         ///< floating-point inputs: not-a-number, infinity, denormals

// --- quirks_sound.cpp: what happens to the inputs' samples, at the driver's own type. Samples of one bit are
// moved, turned over and left out as others are, and never computed with
Quirk quieter(double decibels);
Quirk inverted();                  ///< the polarity
Quirk swapped();                   ///< each two channels
Quirk dithered();                  ///< noise of up to one step to either side
Quirk keepsBits(int bits);         ///< the highest; those below are zero
Quirk becomesFloat();              ///< goes through floats of 32 bits
Quirk limited(double above);       ///< what is louder than that, full scale being 1
Quirk resampled();                 ///< to 160/147 of its rate and back
Quirk slips(std::uint64_t every);  ///< after that many samples one comes twice, or is left out, in turns
Quirk drops(std::uint64_t every, std::uint64_t length);  ///< so many of so many samples are silence
Quirk offset(int steps);                                 ///< added to every sample
Quirk leaks(double decibels);                            ///< the first channel is heard in the second

// --- quirks_absence.cpp: slow, stuck, unplugged
Quirk slow(Place place, int milliseconds);
Quirk hangs(Place place);  ///< for ever
Quirk neverSwitches();
Quirk stopsSwitching(std::uint64_t afterSwitches);  ///< once
Quirk storms(std::uint64_t afterSwitches);          ///< once: calls without a pause until it is stopped
Quirk isUnplugged(
    std::uint64_t afterSwitches);  ///< every call fails from then on, and so does every later driver
Quirk channelsNotPresent();
Quirk buffersInUse();  ///< somebody else has the device: there are no buffers to be had
Quirk stopFails();

}  // namespace drivers::personality
