// The part of the virtual driver that switches between PCM and DSD.
#include <utility>

#include "abi/sample_types.h"
#include "abi/selectors.h"
#include "drivers/loopback/loopback_driver.h"
#include "drivers/shell/fault.h"

namespace drivers::loopback {

using shell::DriverFault;

void LoopbackDriver::ioFormat(Long selector, abi::IoFormat* opt) {
  Initialised& device = initialised();
  if (!device.otherMode) throw DriverFault(abi::error::kNotPresent, "this driver does one format only");
  abi::IoFormat& format = shell::required(opt, "format");
  const bool isDsd = abi::sample_type::isDsd(device.mode.sample.type);
  const Long current = isDsd ? abi::io_format::kDsd : abi::io_format::kPcm;
  if (selector == abi::selector::kGetIoFormat) {
    format.formatType = current;
    return;
  }
  if (format.formatType != abi::io_format::kPcm && format.formatType != abi::io_format::kDsd) {
    throw DriverFault(abi::error::kInvalidParameter,
                      "format " + std::to_string(format.formatType) + " is neither PCM nor DSD");
  }
  if (selector == abi::selector::kCanDoIoFormat || format.formatType == current) return;
  if (device.prepared)
    throw DriverFault(abi::error::kInvalidMode, "the format cannot change while there are buffers");
  if (device.bus == nullptr) return switchMode();
  if (!device.bus->isFirst())
    throw DriverFault(abi::error::kInvalidMode,
                      "the format is up to the program that opened the driver first");
  device.bus->setFormat(!device.isOther, device.otherMode->rateHz);
  switchMode();
}

void LoopbackDriver::switchMode() {
  if (!initialised_->otherMode) return;
  std::swap(initialised_->mode, *initialised_->otherMode);
  initialised_->isOther = !initialised_->isOther;
}

}  // namespace drivers::loopback
