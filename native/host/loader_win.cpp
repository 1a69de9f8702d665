// A driver is created by COM where that happens on the driver's own thread, and out of its library's hands
// where COM would do it elsewhere, or not at all.
#include <algorithm>
#include <cctype>

#include "host/com_class.h"
#include "host/crashed_drivers.h"
#include "host/error.h"
#include "host/load_failure.h"
#include "host/loader.h"
#include "platform/com.h"

namespace host {
namespace {

/// Whether COM creates objects of such a class on the thread that asks for one. Those without a model it
/// makes on the first thread of the process that was an apartment, which is another device's; those that are
/// "Free" or "Neutral" on threads of its own. From there they would have to be brought over, which no driver
/// is made for.
bool isMadeHere(const std::string& threadingModel) {
  std::string model = threadingModel;
  std::transform(model.begin(), model.end(), model.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return model == "apartment" || model == "both";
}

platform::ComObject create(const std::string& id) {
  const std::optional<ComClass> registered =
      platform::isClassId(id) ? findComClass(id, platform::RegistryView::bits64) : std::nullopt;
  const bool hasLibrary = registered && !registered->path.empty();
  if (hasLibrary && !isMadeHere(registered->threadingModel))
    return platform::createFromLibrary(registered->path, id);
  platform::ComObject created = platform::createInProcess(id);
  // Where COM did not come as far as the driver, the library itself may, or tells why not.
  if (hasLibrary && isFailureOfCom(created)) created = platform::createFromLibrary(registered->path, id);
  return created;
}

}  // namespace

LoadedDriver loadInstalledDriver(const DriverSource& source) {
  platform::ComObject created = create(source.id);
  if (created.crash) throw noteCrash(source, created.operation, *created.crash);
  if (created.object == nullptr) throw loadFailure(source, created);
  return {static_cast<abi::Driver*>(created.object), std::move(created.library)};
}

}  // namespace host
