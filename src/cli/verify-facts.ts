import type { Fact } from '../verify/index.js';

/** What a fact means to somebody who wants to know what to do about it. */
export interface Meaning {
  /** What is the matter, without the input. */
  readonly what: string;
  readonly advice: string;
}

const level = (decibels: number) => `${decibels.toFixed(Math.abs(decibels) < 10 ? 2 : 1)} dB`;
const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
const signed = (count: number) => (count > 0 ? `+${count}` : String(count));

const meanings: { readonly [K in Fact['kind']]: (fact: Extract<Fact, { kind: K }>) => Meaning } = {
  gain: ({ decibels }) => ({
    what: `${level(Math.abs(decibels))} ${decibels < 0 ? 'quieter' : 'louder'}`,
    advice:
      "Set every fader on the way to 0 dB: the driver's mixer, the system's volume, the interface's own.",
  }),
  polarity: () => ({
    what: 'upside down (polarity)',
    advice: 'Look for a polarity or phase switch in the mixer, or a cable that is wired the other way.',
  }),
  swapped: ({ output }) => ({
    what: `hears output ${output}`,
    advice: 'Exchange the cables, or look at the routing in the mixer.',
  }),
  noise: ({ decibels, bits }) => ({
    what: `noise in the lowest ${bits === 1 ? 'bit' : `${bits} bits`} (${level(decibels)})`,
    advice: 'Switch dither off in the driver or mixer. If the loop is analog, this is its noise.',
  }),
  'bits-lost': ({ kept, lost }) => ({
    what: `${kept} bits of each sample arrive${lost > 0 ? `; the lowest ${lost} are lost` : ''}`,
    advice:
      "Choose a wider format in the driver's settings; if there is none, this is what the hardware has.",
  }),
  float: ({ kept }) => ({
    what: `went through floats of 32 bits: ${kept} bits of each sample arrive`,
    advice: 'Nothing to do for files of up to 24 bits. For 32 bits a driver without such a mixer is needed.',
  }),
  limiter: ({ above }) => ({
    what: `limited or compressed${above === null ? '' : ` above ${above.toFixed(3)} of full scale`}`,
    advice: 'Switch limiters and enhancements off; a shared mode of the system always has one.',
  }),
  resampled: ({ correlation }) => ({
    what: `resampled or filtered: alike at no offset (correlation ${correlation.toFixed(3)})`,
    advice: 'Set everything on the way to the same rate, and equalisers off.',
  }),
  slips: ({ count, at }) => ({
    what: `${plural(count, 'slip')}: ${at
      .slice(0, 4)
      .map(({ frame, by }) => `${signed(by)} at frame ${frame}`)
      .join(', ')}${count > 4 ? ` and ${count - 4} more` : ''}`,
    advice: 'Output and input have different clocks: make one the master, and let the other follow it.',
  }),
  dropouts: ({ count, frames, at }) => ({
    what: `${plural(count, 'dropout')}, ${plural(frames, 'frame')} in all, the first at frame ${at[0]?.frame}`,
    advice: 'Choose larger buffers, and look at the connection of the interface.',
  }),
  offset: ({ steps, decibels }) => ({
    what: `a constant is added: ${Number(steps.toFixed(2))} steps (${level(decibels)})`,
    advice:
      'If the loop is digital, a mixer or effect adds it. If it is analog, it is the offset of a converter.',
  }),
  leak: ({ output, decibels }) => ({
    what: `output ${output} leaks into it at ${level(decibels)}`,
    advice: 'Look for a mix of several channels in the mixer. If the loop is analog, this is crosstalk.',
  }),
  skew: ({ frames }) => ({
    what: `${plural(frames, 'frame')} later than other inputs`,
    advice: 'Lead all channels the same way: those of different connectors may be late by different times.',
  }),
  nothing: ({ silent }) => ({
    what: silent ? 'silence' : 'something else than what was played',
    advice: 'Is each output connected with the input of the same number, and routed there in the mixer?',
  }),
  different: ({ samples, decibels }) => ({
    what: `${plural(samples, 'sample')} differ in no way that has a name (${level(decibels)})`,
    advice: 'Look at everything on the way that could be an effect, and try a shorter way.',
  }),
};

export function meaningOf(fact: Fact): Meaning {
  return (meanings[fact.kind] as (fact: Fact) => Meaning)(fact);
}
