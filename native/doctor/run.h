// What a run is judged by.
#pragma once

#include "doctor/stream.h"
#include "doctor/switches.h"

namespace doctor {

/// By its switches, its messages and its inputs, as they are in the recorder.
void judgeRun(Examination& exam, Stream& stream);

}  // namespace doctor
