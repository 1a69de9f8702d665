import type { Player } from './player.js';
import { fileRate } from './route.js';
import { printable } from './table.js';
import type { Outcome, Tracks } from './tracks.js';

/** The result for programs. */
export function document({ device, underruns, lostFrames }: Player, { outcomes, skipped }: Tracks) {
  return {
    driver: device === undefined ? null : { id: device.driver.id, name: device.name },
    files: outcomes.map(ofFile),
    skipped,
    underruns,
    lostFrames,
  };
}

function ofFile({ name, track, failure }: Outcome) {
  const error = failure === null ? null : { code: failure.code, message: failure.message };
  if (track === null || track.bufferSize === null) return { file: name, frames: 0, error };
  const { file, route, bufferSize } = track;
  return {
    file: name,
    format: file.format.encoding,
    as: route.carriage,
    sampleRate: route.rate,
    outputs: route.channels,
    bufferSize,
    frames: file.position,
    seconds: file.position / fileRate(route),
    problem: file.problem,
    error,
  };
}

/** The result for people: a line for each file that was played, and of several how many these are. */
export function summary({ device }: Player, { outcomes, isAlone }: Tracks): string {
  const lines = outcomes.flatMap(({ name, track }) => {
    if (track === null || track.bufferSize === null) return [];
    const { file, route } = track;
    const { position: frames, format } = file;
    const kind = route.carriage === 'dop' ? `${format.encoding} as DoP` : format.encoding;
    const seconds = (frames / fileRate(route)).toFixed(1);
    return (
      `played ${frames} frames (${seconds} s, ${route.rate} Hz, ${kind}) of ${name} ` +
      `on ${printable(device?.name ?? '')}, outputs ${route.channels.join(',')}`
    );
  });
  const whole = outcomes.filter(({ failure }) => failure === null).length;
  return [...lines, ...(isAlone ? [] : [`played ${whole} of ${outcomes.length} files`])].join('\n');
}
