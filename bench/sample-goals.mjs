// How fast conversions are meant to be, beside memcpy.

export const classes = ['L1', 'L2', 'beyond'];

/** The nearest cache that a working set fits into. */
export function classOf(record, caches) {
  if (record.workingSet <= caches.l1) return 'L1';
  return record.workingSet <= caches.l2 ? 'L2' : 'beyond';
}

/** Whether nothing has to be taken apart: bytes that stay as they are, and numbers in words that processors load. */
function isStraight({ type, format }) {
  if (format === 'native') return true;
  if (type.startsWith('dsd')) return type.endsWith(`${format.slice('dsd-'.length)}1`);
  return /^(int16|int32|float32|float64)lsb$/.test(type) && format !== 'int24';
}

const goals = [
  {
    name: 'planar: LSB integers and floats; anything as native; DSD in its own order',
    most: 1.5,
    classes: ['L1', 'L2'],
    covers: (record) => record.layout === 'planar' && isStraight(record),
  },
  {
    name: 'planar: MSB, 16 to 24 bits in a 32-bit container, packed 24 bits on either side; DSD turned round',
    most: 2,
    classes,
    covers: (record) => record.layout === 'planar' && !isStraight(record),
  },
  {
    name: 'interleaved',
    most: 2,
    classes,
    covers: (record) => record.layout === 'interleaved',
  },
];

/** Each goal in each class: how many of the records with the chosen instruction set meet it, and the worst of them. */
export function evaluate(records, set, caches) {
  return goals.flatMap(({ name, most, classes, covers }) =>
    classes.flatMap((cache) => {
      const covered = records.filter(
        (record) => record.set === set && covers(record) && classOf(record, caches) === cache,
      );
      if (covered.length === 0) return [];
      const worst = covered.reduce((a, b) => (b.ratio > a.ratio ? b : a));
      const met = covered.filter(({ ratio }) => ratio <= most).length;
      return [{ name, class: cache, most, met, of: covered.length, worst }];
    }),
  );
}
