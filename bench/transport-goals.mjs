// How good the way of a block is meant to be.
import { what as heap } from './transport-allocations.mjs';
import { histogram } from './transport-wake-ups.mjs';

const periodNs = (64 / 48000) * 1e9;

const goals = [
  {
    name: 'processor: p99.9 of its wake-ups below a period of 64 frames at 48 kHz, the main thread blocked half the time',
    unit: 'ns',
    isMet: (figure) => figure < periodNs,
    limit: `below ${Math.round(periodNs)}`,
    covers: ({ what, settings }) =>
      what === histogram && settings.way === 'processor' && settings.mainThread === 'blocked',
    figureOf: ({ p999Ns }) => p999Ns,
  },
  ...['process', 'processor'].map((way) => ({
    name: `${way}: nothing allocated per block in the steady state`,
    unit: 'bytes a block',
    isMet: (figure) => figure === 0,
    limit: '0',
    covers: ({ what, settings }) => what === heap && settings.way === way,
    figureOf: ({ bytesPerBlock }) => bytesPerBlock,
  })),
];

/** Each goal with each record that it is about; `met` is null where there is none. */
export function evaluate(records) {
  return goals.flatMap(({ name, unit, isMet, limit, covers, figureOf }) => {
    const covered = records.filter(covers);
    if (covered.length === 0) return [{ name, settings: {}, limit, unit, figure: null, met: null }];
    return covered.map((record) => {
      const figure = figureOf(record);
      return { name, settings: record.settings, limit, unit, figure, met: figure !== null && isMet(figure) };
    });
  });
}
