/** The process in which `doctor` has a driver examined. */
import { type Examination, examine } from './examine.js';

// Whoever wanted to know is gone. A driver that hangs does not let the process end by itself.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

process.once('message', (examination: Examination) => {
  examine(examination).then(
    () => process.kill(process.pid, 'SIGKILL'),
    (error: Error) => {
      process.send?.({ message: error.message }, () => process.kill(process.pid, 'SIGKILL'));
    },
  );
});
