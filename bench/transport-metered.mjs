// A process function that copies, with a meter in it. As a module, a processor that sends what its meter says.
import { AllocationMeter } from './allocation-meter.mjs';
import { AllocationSources } from './allocation-sources.mjs';
import { copy } from './transport-copy.mjs';

/** The meter that `job` wants; `finished` gets its result, once. */
export function makeMeter(job, finished) {
  return new (job.sources ? AllocationSources : AllocationMeter)(job, finished);
}

export function meteredCopy(meter) {
  return (inputs, outputs) => {
    copy(inputs, outputs);
    meter.block();
  };
}

export default ({ port, data }) => meteredCopy(makeMeter(data, (result) => port.postMessage(result)));
