import type { EventEmitter } from 'node:events';
import { throwLater } from './errors.js';

/**
 * Emits an event. What a listener throws is the program's own, uncaught exception, as soon as that is possible; whoever
 * tells has something to finish and never learns of it.
 */
export function tell<T extends Record<keyof T, unknown[]>, K extends keyof T & string>(
  emitter: EventEmitter<T>,
  event: K,
  ...args: T[K]
): void {
  try {
    (emitter as EventEmitter).emit(event, ...args);
  } catch (error) {
    throwLater(error);
  }
}
