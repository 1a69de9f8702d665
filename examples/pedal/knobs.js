/** What can be turned: from where to where, and where each knob stands at first. */
export const knobs = {
  /** 0 is clean, 1 is 40 times as much into the soft clipping. */
  drive: { min: 0, max: 1, start: 0.3 },
  /** The cutoff of the low-pass, Hz. */
  tone: { min: 200, max: 12_000, start: 4000 },
  /** Seconds until the first repeat. */
  delay: { min: 0.01, max: 1, start: 0.35 },
  /** How loud each repeat is beside the one before, and the first beside the sound itself. */
  repeat: { min: 0, max: 0.9, start: 0.3 },
  level: { min: 0, max: 1, start: 0.8 },
};

export const starts = Object.fromEntries(Object.entries(knobs).map(([name, { start }]) => [name, start]));

/** What a line such as `drive 0.7` asks for; throws what is wrong with it. */
export function readTurn(line) {
  const [name, text, ...rest] = line.trim().split(/\s+/);
  const knob = Object.hasOwn(knobs, name) ? knobs[name] : undefined;
  if (knob === undefined)
    throw new RangeError(`There is no knob "${name}", but ${Object.keys(knobs).join(', ')}.`);
  const value = Number(text);
  if (rest.length > 0 || !(value >= knob.min && value <= knob.max))
    throw new RangeError(`${name} goes from ${knob.min} to ${knob.max}, such as "${name} ${knob.start}".`);
  return { name, value };
}
