// The parts of an examination, in the order in which they are gone through. Each is a group of rules in a
// file of its own.
#pragma once

#include "doctor/examination.h"

namespace doctor {

void examineFacts(Examination& exam);
void examineExtensions(Examination& exam);
void examineRates(Examination& exam);
void examineSizes(Examination& exam);
void examineBuffers(Examination& exam);
void examineRun(Examination& exam);
void examineTiming(Examination& exam);
void examineRestart(Examination& exam);
void examineOrder(Examination& exam);
void examineOutputReady(Examination& exam);

}  // namespace doctor
