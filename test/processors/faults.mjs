/** Goes wrong in the way that `data` names. */
import { setTimeout as after } from 'node:timers/promises';

export default async ({ data, port }) => {
  switch (data) {
    case 'factory':
      throw new RangeError('no such factory');
    case 'nothing':
      return undefined;
    case 'throw':
      return (_inputs, _outputs, { position }) => {
        if (position >= 640) throw new RangeError(`thrown at ${position}`);
      };
    case 'async':
      return async () => {};
    case 'hang':
      return () => {
        for (;;);
      };
    case 'exit':
      after(1).then(() => process.exit(7));
      return () => {};
    case 'reject':
      after(1).then(() => Promise.reject(new RangeError('rejected')));
      return () => {};
    default: {
      // Timers and promises work beside the processing.
      let calls = 0;
      after(1).then(() => port.postMessage({ late: calls }));
      return () => {
        calls++;
      };
    }
  }
};
