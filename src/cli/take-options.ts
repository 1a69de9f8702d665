/** The values of the options that only a recording has. */
import { usageError } from './command.js';

/** Where a take is split: after so many seconds, or before a file has more than so many bytes. */
export type SplitAt = { readonly seconds: number } | { readonly bytes: number };

const seconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, min: 60, h: 3600 };
const bytes: Readonly<Record<string, number>> = {
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

export function parseSplit(text: string): SplitAt {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? [];
  const number = Number(digits);
  const ofTime = seconds[unit.toLowerCase()];
  const ofSize = bytes[unit.toLowerCase()];
  if (number > 0 && ofTime !== undefined) return { seconds: number * ofTime };
  if (number > 0 && ofSize !== undefined) return { bytes: Math.floor(number * ofSize) };
  throw usageError(`--split needs a time or a size, such as 600, 90s, 10m, 1h, 700MB or 2GiB, not "${text}"`);
}

const lowestLevel = -200;

export function parseStartLevel(text: string): number {
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= lowestLevel && value < 0) return value;
  throw usageError(
    `--start-level needs a level in dBFS from ${lowestLevel} to below 0, such as -40, not "${text}"`,
  );
}

export function parsePreRoll(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && Number.isFinite(value)) return value;
  throw usageError(`--pre-roll needs a time in seconds, such as 5 or 0.5, not "${text}"`);
}

const clock = String.raw`(\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,3})?)?`;
const ofToday = new RegExp(`^${clock}$`);
const ofDay = new RegExp(String.raw`^(\d{4})-(\d\d)-(\d\d)[T ]${clock}(Z|[+-]\d\d:?\d\d)?$`);

/** Milliseconds since 1970. A time that has passed is an error. `now`: the time it is. */
export function parseStartAt(text: string, now: number = Date.now()): number {
  const time = timeOf(text, new Date(now));
  if (Number.isNaN(time)) {
    const allowed = 'HH:MM or HH:MM:SS of today, or a date and a time, such as 2030-01-31T20:15:00';
    throw usageError(`--start-at needs ${allowed}, not "${text}"`);
  }
  checkAhead(time, text, now);
  return time;
}

/** Throws for a time that has passed. */
export function checkAhead(time: number, text: string, now: number = Date.now()): void {
  if (time > now) return;
  const ago = ((now - time) / 1000).toFixed(1);
  throw usageError(`--start-at ${text} has passed, ${ago} s ago; give a later time, or a date as well`);
}

/** `NaN` where there is no such time. */
function timeOf(text: string, today: Date): number {
  const short = ofToday.exec(text);
  if (short !== null) {
    const [, hours, minutes, seconds, fraction] = short;
    const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()];
    return local([...day, hours, minutes, seconds ?? 0].map(Number), Number(fraction ?? 0));
  }
  const [, year, month, day, hours, minutes, seconds, fraction, zone] = ofDay.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  const fields = [year, month, day, hours, minutes, seconds ?? 0].map(Number);
  if (zone === undefined) return local(fields, Number(fraction ?? 0));
  const utc = universal(fields, Number(fraction ?? 0));
  if (zone === 'Z') return utc;
  const minutesAhead = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return utc - (zone.startsWith('-') ? -1 : 1) * minutesAhead * 60_000;
}

/** Dates that are none, such as the 31st of June or an hour that the clocks leave out, would come out as others. */
function local(fields: readonly number[], fraction: number): number {
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = fields;
  const date = new Date(year, month - 1, day, hours, minutes, seconds);
  const back = [
    date.getFullYear(),
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
  ];
  return isSame(back, fields) ? date.getTime() + Math.round(fraction * 1000) : Number.NaN;
}

function universal(fields: readonly number[], fraction: number): number {
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = fields;
  const date = new Date(Date.UTC(year, month - 1, day, hours, minutes, seconds));
  const back = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  return isSame(back, fields) ? date.getTime() + Math.round(fraction * 1000) : Number.NaN;
}

const isSame = (a: readonly number[], b: readonly number[]) => a.every((field, i) => field === b[i]);
