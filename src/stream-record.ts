import type { Counters, StreamMemory } from './stream-memory.js';
import { addPast, type StreamStats, statsOf } from './stream-stats.js';
import { WakeUps } from './wake-ups.js';

/** What was counted in all memories that a stream has had: every restart takes another one. */
export class StreamRecord {
  #memory: StreamMemory | undefined;
  #bufferSize = 0;
  #past: Counters | undefined;
  /** Where the present run has begun. */
  #firstPosition = 0;

  /** Another memory takes over. */
  use(memory: StreamMemory, bufferSize: number): void {
    this.#past = this.#memory === undefined ? undefined : this.#total(this.#memory.counters());
    this.#memory = memory;
    this.#bufferSize = bufferSize;
  }

  /** The driver was started. */
  begin(position: number): void {
    this.#firstPosition = position;
  }

  /** Of the next frame. */
  get position(): number {
    return this.#total(this.#present()).position;
  }

  /** Whether the last buffer that was recorded found no room, which no block has said yet. */
  get endsInLoss(): boolean {
    const { overruns, lastOverrunPosition, position } = this.#present();
    return overruns > 0 && lastOverrunPosition + this.#bufferSize === position;
  }

  /** When the last buffer switch began, in nanoseconds; 0: there was none. */
  get lastSwitchNs(): number {
    return this.#present().lastSwitchNs;
  }

  get wakeUps(): WakeUps {
    return new WakeUps((this.#memory as StreamMemory).wakeUps());
  }

  /** `discardedFrames`: those that the audio thread does not know of. */
  stats(sampleRate: number | null, discardedFrames: number): StreamStats {
    const present = this.#present();
    const periodNs = sampleRate === null ? 0 : (this.#bufferSize / sampleRate) * 1e9;
    return statsOf(this.#total(present), present, periodNs, discardedFrames);
  }

  #present(): Counters {
    return (this.#memory as StreamMemory).counters();
  }

  #total(present: Counters): Counters {
    const total = addPast(present, this.#past);
    return present.buffers === 0 ? { ...total, position: this.#firstPosition } : total;
  }
}
