import { isDsd } from '../files/audio-format.js';
import type { Device, Stream } from '../index.js';
import { lostAudio } from '../lost-audio.js';
import { defaultDriver, isBuiltIn, virtualDriver } from './choose-driver.js';
import type { Context } from './command.js';
import { DopPacker } from './dop-packer.js';
import { Feeder } from './feeder.js';
import { fit, openFor, pickChannels, ringFrames, sampleTypes } from './open-device.js';
import type { Arguments } from './options.js';
import { PlayedLevels } from './played-levels.js';
import { fileRate, isSameRoute, type Route } from './route.js';
import { carries } from './sample-type.js';
import { settingsFor } from './settings.js';
import type { Track, Tracks } from './tracks.js';
import { whileRunning } from './while-running.js';

/** Plays files through a device: in one stream as long as they take the same route, and then in another. */
export class Player implements AsyncDisposable {
  /** Frames of silence that went out because what was to be played came too late. */
  lateFrames = 0;
  /** Frames that were ready, and left behind as the driver was opened again. */
  discardedFrames = 0;
  underruns = 0;
  readonly #named: string | undefined;
  readonly #tracks: Tracks;
  readonly #bufferSize: number | undefined;
  readonly #settings: string | undefined;
  readonly #context: Context;
  readonly #warned = new Set<string>();
  #device: Device | undefined;
  #latest: Device | undefined;

  constructor(tracks: Tracks, { driver, buffer, settings }: Arguments, context: Context) {
    this.#named = driver;
    this.#tracks = tracks;
    this.#bufferSize = buffer;
    this.#settings = settings;
    this.#context = context;
  }

  /** The one that was opened last, if any was. */
  get device(): Device | undefined {
    return this.#latest;
  }

  /** All frames that were not played when they should have been. */
  get lostFrames(): number {
    return this.lateFrames + this.discardedFrames;
  }

  async play(): Promise<void> {
    let track = await this.#tracks.next();
    if (track === null) return;
    const driver = this.#named ?? defaultDriver();
    settingsFor(driver, this.#settings); // before anything is opened
    this.#sayWhoHears(driver);
    while (track !== null) track = await this.#playFrom(driver, track);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#device?.close();
  }

  /** Somebody who waits for a sound at a terminal, and has not asked for the virtual driver, is told that it makes none. */
  #sayWhoHears(driver: string): void {
    const { terminal } = this.#context;
    if (this.#named !== undefined || driver !== virtualDriver || !terminal.watched) return;
    terminal.warn(
      'no driver is installed, so this goes to the virtual one, which nobody hears; bufferswitch list says what else --driver can name',
    );
  }

  /** Plays a file and those after it that take its route. Resolves to the first that does not. */
  async #playFrom(driver: string, first: Track): Promise<Track | null> {
    const { signal } = this.#context;
    let opened: { stream: Stream; depth: number };
    try {
      opened = await this.#openStream(driver, first.route);
    } catch (error) {
      await this.#tracks.fail(error);
      return await this.#tracks.next();
    }
    await using stream = opened.stream;
    // An interrupt cuts the sound off.
    const cut = () => void stream.close().catch(() => {});
    signal.addEventListener('abort', cut, { once: true });
    try {
      return await this.#feed(stream, opened.depth, first);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', cut);
    }
  }

  async #feed(stream: Stream, depth: number, first: Track): Promise<Track | null> {
    const { terminal, signal } = this.#context;
    using levels = terminal.watched ? new PlayedLevels(stream, terminal) : null;
    const feeder = new Feeder(first.file, stream, packerFor(first));
    feeder.onQueued = ({ file, planes, frames }) =>
      levels?.add(file, fileRate(first.route), planes, frames, feeder.position);
    let track: Track | null = first;
    this.#begin(first, stream);
    /** True once all files of this route have been queued. */
    const queue = async (limit: number): Promise<boolean> => {
      while (track !== null && isSameRoute(track.route, first.route)) {
        try {
          if (!(await feeder.queue(limit - feeder.position))) return false;
        } catch (error) {
          await this.#tracks.fail(error);
        }
        track = await this.#tracks.next();
        if (track === null || !isSameRoute(track.route, first.route)) break;
        this.#begin(track, stream);
        feeder.follow(track.file);
      }
      return true;
    };
    const end = async () => {
      await feeder.queueSilence(feeder.tail);
      await stream.output.drain({ heard: false }); // by then it was: the silence behind it is as long
    };
    // Before the start, so that what follows a short file is there in time, be it only silence, and silence is meant then.
    const all = await queue(depth - feeder.tail - stream.bufferSize);
    const ended = all ? end() : undefined;
    ended?.catch(() => {}); // is looked at below
    // What comes through the standard input is waited for no longer than the stream lasts.
    const release = () => void this.#tracks.release().catch(() => {});
    stream.once('close', release);
    try {
      await whileRunning(stream, signal, async () => {
        if (ended !== undefined) return await ended;
        await queue(Number.POSITIVE_INFINITY);
        await end();
      });
    } finally {
      stream.off('close', release);
    }
    const { underruns, discardedFrames } = stream.stats;
    this.lateFrames += lostAudio(stream).output - discardedFrames;
    this.discardedFrames += discardedFrames;
    this.underruns += underruns;
    return track;
  }

  #begin(track: Track, stream: Stream): void {
    track.bufferSize = stream.bufferSize;
    const { format } = track.file;
    if (isDsd(format.encoding)) return;
    const { device, outputs } = stream;
    const unfit = sampleTypes(device, 'output', outputs).find((type) => !carries(type, format));
    if (unfit === undefined) return;
    const warning = `${device.name} takes ${unfit}, which cannot carry ${format.encoding} samples exactly`;
    if (this.#warned.has(warning)) return;
    this.#warned.add(warning);
    this.#context.terminal.warn(warning);
  }

  async #openStream(driver: string, route: Route): Promise<{ stream: Stream; depth: number }> {
    const device = await this.#deviceFor(driver, route);
    const outputs = pickChannels(device, 'output', route.channels, 0);
    const bufferSize = this.#bufferSize;
    const depth = ringFrames(device, route.rate, bufferSize);
    const stream = await device.openStream({
      inputs: [],
      outputs,
      format: route.carriage === 'dop' ? 'int32' : route.format,
      depth,
      ...(bufferSize === undefined ? {} : { bufferSize }),
    });
    return { stream, depth };
  }

  /** The built-in driver has the settings of one route, and is opened anew for another; any other is switched. */
  async #deviceFor(driver: string, route: Route): Promise<Device> {
    if (this.#device !== undefined && !isBuiltIn(driver)) {
      await fit(this.#device, route);
      return this.#device;
    }
    await this.#device?.close();
    this.#device = undefined;
    const given = settingsFor(driver, this.#settings);
    this.#device = await openFor(driver, route, this.#context, given);
    this.#latest = this.#device;
    return this.#device;
  }
}

function packerFor({ route }: Track): DopPacker | undefined {
  if (route.carriage !== 'dop') return undefined;
  return new DopPacker(route.format === 'dsd-lsb' ? 'lsb' : 'msb');
}
