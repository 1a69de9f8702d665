// How a run begins and ends.
#pragma once

#include "doctor/stream.h"

namespace doctor {

/// Makes buffers and starts. False: it did not, and there is nothing to stop.
bool examineStart(Examination& exam, Stream& stream);

/// What the pace was. False: no more switches are to be expected.
bool examinePace(Examination& exam, Pace pace);

/// Stops; where `lingers`, waits for what comes after that.
void examineStop(Examination& exam, Stream& stream, bool lingers);

/// Disposes of the buffers.
void examineDispose(Examination& exam, Stream& stream);

}  // namespace doctor
