import { blockFlag, type NativeStreamStart } from './native.js';
import type { Counters, StreamMemory } from './stream-memory.js';
import { addPast, type StreamStats, statsOf } from './stream-stats.js';
import { WakeUps } from './wake-ups.js';

const fromZero = { position: 0, flags: 0, sinceNs: 0, buffers: 0 };

/** What was counted in all memories that a stream has had: every restart takes another one. */
export class StreamRecord {
  #memory: StreamMemory | undefined;
  #bufferSize = 0;
  #past: Counters | undefined;
  /** How the present run was begun, and how many buffers its memory had served before. */
  #begun: NativeStreamStart & { readonly buffers: number } = fromZero;

  /** Another memory takes over. */
  use(memory: StreamMemory, bufferSize: number): void {
    if (this.#memory !== undefined) {
      this.#past = this.#total(this.#memory.counters());
      this.#begun = { ...this.continued(false), buffers: 0 };
    }
    this.#memory = memory;
    this.#bufferSize = bufferSize;
  }

  /** The driver is about to be started. */
  begin(start: NativeStreamStart): void {
    this.#begun = { ...start, buffers: this.#present().buffers };
  }

  /**
   * How a run goes on that the driver was taken away from. One that has had no block yet has told nobody how it was begun,
   * and is begun so again. `byClock`: the time from the last buffer switch on is passed over.
   */
  continued(byClock: boolean): NativeStreamStart {
    const present = this.#present();
    if (!this.#hasBegun(present)) return this.#begun;
    return {
      position: present.position,
      flags: this.#endsInLoss(present) ? blockFlag.gap : 0,
      sinceNs: byClock ? present.lastSwitchNs : 0,
    };
  }

  #hasBegun({ buffers }: Counters): boolean {
    return buffers > this.#begun.buffers;
  }

  /** Whether the last buffer that was recorded found no room, which no block has said yet. */
  #endsInLoss({ overruns, lastOverrunPosition, position }: Counters): boolean {
    return overruns > 0 && lastOverrunPosition + this.#bufferSize === position;
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
    return this.#hasBegun(present) ? total : { ...total, position: this.#begun.position };
  }
}
