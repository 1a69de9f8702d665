// What a driver has asked and told its host.
#pragma once

#include "doctor/examination.h"

namespace doctor {

/// Looks through the messages since `Recorder::begin`. `rate` is what the driver had then; 0: nobody knows.
void examineMessages(Examination& exam, double rate);

}  // namespace doctor
