// What `verify` finds out about drivers that alter the sound: each finding with an edit that takes it away. See
// answers-table.mjs.

const diagnosis = 'src/verify/diagnose.ts';
const tracker = 'src/verify/tracker.ts';

/** @type {import('./answers-table.mjs').Answer[]} */
export const sound = [
  {
    name: 'verify finds a gain',
    personalities: ['sound-quieter'],
    edits: [[diagnosis, 'take(null, own, part);', ';']],
  },
  {
    name: 'verify finds the polarity',
    personalities: ['sound-inverted'],
    edits: [[diagnosis, 'note(findPolarity(residual));', '']],
  },
  {
    name: 'verify finds channels that changed places',
    personalities: ['sound-swapped'],
    edits: [
      [
        'src/verify/facts.ts',
        "if (pattern.channel !== own) facts.push({ kind: 'swapped', input, output: pattern.channel });",
        '',
      ],
    ],
  },
  {
    name: 'verify finds noise',
    personalities: ['sound-dithered'],
    edits: [[diagnosis, 'if (!residual.isExplained) note(findNoise(residual));', '']],
  },
  {
    name: 'verify finds low bits that are lost',
    personalities: ['sound-16-bits'],
    edits: [[diagnosis, 'if (note(findLostBits(residual)) && residual.isExplained) return findings;', '']],
  },
  {
    name: 'verify finds samples that were floats',
    personalities: ['sound-float'],
    edits: [[diagnosis, 'findFloat(residual) ?? ', '']],
  },
  {
    name: 'verify finds a limiter',
    personalities: ['sound-limited'],
    edits: [[diagnosis, ' ?? findLimiter(residual)', '']],
  },
  {
    name: 'verify finds a change of the rate',
    personalities: ['sound-resampled'],
    edits: [[diagnosis, ' ?? findFilter(residual)', '']],
  },
  {
    name: 'verify finds slips',
    personalities: ['sound-slips'],
    edits: [[tracker, 'if (slip !== 0) {', 'if (false) {']],
  },
  {
    name: 'verify finds dropouts',
    personalities: ['sound-drops'],
    edits: [[tracker, 'if (this.#isDrop(values, index)) {', 'if (false) {']],
  },
  {
    name: 'verify finds a constant',
    personalities: ['sound-offset'],
    edits: [[diagnosis, 'note(findOffset(residual));', '']],
  },
  {
    name: 'verify finds leaks',
    personalities: ['sound-leaks'],
    edits: [[diagnosis, 'take(other, shape, part);', '']],
  },
];
