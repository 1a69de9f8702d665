// The checks, by theme. Each group makes its own drivers and leaves none behind.
#pragma once

void identityChecks(void);    ///< COM's three, the start, names and messages
void factsChecks(void);       ///< channels, latencies, clocks
void ratesChecks(void);       ///< sample rates
void sizesChecks(void);       ///< which buffer sizes there are
void buffersChecks(void);     ///< what buffers are made of, and for
void runChecks(void);         ///< buffer switches
void timeChecks(void);        ///< positions and times
void soundChecks(void);       ///< what is played comes back when the latencies say
void orderChecks(void);       ///< calls that come too early, too late or twice
void nullsChecks(void);       ///< null pointers
void extensionsChecks(void);  ///< `future`, and what comes of it
void hostsChecks(void);       ///< hosts that a driver has to survive
void teardownChecks(void);    ///< hosts that end a driver from inside its own calls
void resetsChecks(void);      ///< hosts that end it inside the reset that it asks for
void loadsChecks(void);       ///< a thousand drivers one after the other, or as many as said

/// How many drivers `loadsChecks` loads. For those of which each takes long.
void loadsCount(int count);
