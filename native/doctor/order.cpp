// Calls that come too early, too late or twice.
#include "doctor/describe.h"
#include "doctor/parts.h"
#include "doctor/stream.h"

namespace doctor {

void examineOrder(Examination& exam) {
  RawDriver& driver = exam.driver();
  exam.trail().part("order", 0, 1);
  exam.recorder().begin(driver.object());
  exam.check("start-without-buffers", !abi::error::succeeded(driver.start()), "start was taken");
  exam.check("dispose-without-buffers", !abi::error::succeeded(driver.disposeBuffers()),
             "disposeBuffers was taken");
  std::vector<abi::BufferInfo> others;  // outlives the stream, as there are drivers that go on to use it
  Stream stream(exam, Channels::all, exam.facts().sizes.preferred);
  if (!abi::error::succeeded(stream.create())) return;
  others = stream.infos();
  const abi::Error twice = driver.createBuffers(others.data(), static_cast<abi::Long>(others.size()),
                                                stream.frames(), exam.recorder().callbacks());
  exam.check("create-twice", !abi::error::succeeded(twice), "a second createBuffers was taken");
}

}  // namespace doctor
