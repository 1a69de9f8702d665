/** The processors that tests run. */
import type { Processor } from 'bufferswitch';
import type { SequenceReport } from './sequence.js';

export const processorModule = (name: string) => new URL(`../processors/${name}.mjs`, import.meta.url);

/** What `sequence.mjs` has found so far. */
export function reportOf(processor: Processor): Promise<SequenceReport> {
  const found = new Promise<SequenceReport>((resolve) => {
    processor.once('message', (message) => resolve(message as SequenceReport));
  });
  processor.postMessage('report');
  return found;
}
