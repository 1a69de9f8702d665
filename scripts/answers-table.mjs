// What the host answers to drivers that misbehave, each answer with an edit that takes it away, and with the
// personalities whose tests have to fail without it.
//
// The edits are made in a copy of the sources, by answers.mjs. What an edit looks for has to be there exactly once.
import { buffers } from './answers-buffers.mjs';
import { loading } from './answers-loading.mjs';
import { rates } from './answers-rates.mjs';
import { resets } from './answers-resets.mjs';
import { sound } from './answers-sound.mjs';
import { switches } from './answers-switches.mjs';

export const answers = [...loading, ...rates, ...buffers, ...switches, ...resets, ...sound];

/** Personalities without an answer that could be taken away, and why. */
export const unanswered = {
  'needs-window': 'on Windows only; the suite that runs there sees it',
  'channel-names-same': 'nothing depends on the name of a channel',
  'channel-names-empty': 'nothing depends on the name of a channel',
};

/** `text` with the `edits` of its file made. Throws where one does not fit. */
export function edited(text, edits) {
  return edits.reduce((before, [file, from, to]) => {
    const parts = before.split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times, and not once:\n${from}`);
    return parts.join(to);
  }, text);
}
