// The native tests as two programs that run beside each other.

/** Files of tests that mostly wait: for what never comes back, and until it counts as lost. */
const waiting = ['callback_slot', 'device_late', 'device_open', 'personalities', 'session_lost'];

const pattern = (names) => names.map((name) => `*${name}_test.cpp`).join(',');

/** Arithmetic in memory of its own, on one thread. */
export const arithmetic = ['converter', 'interleave', 'resampler'];

/** The arguments of each half; all but the files `without` runs in one of them. */
export function halves(without = []) {
  return [
    [`--source-file=${pattern(waiting)}`],
    [`--source-file-exclude=${pattern([...waiting, ...without])}`],
  ];
}

/** The arguments for these files alone. */
export const only = (names) => [`--source-file=${pattern(names)}`];
