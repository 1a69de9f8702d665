import { BufferSwitchError } from './errors.js';
import type { Format } from './format.js';
import type { Stream } from './stream.js';

/** How the frames of one direction of a stream lie one after the other as bytes. */
export interface ByteFrames {
  readonly channels: number;
  /** Bytes of one channel before it is the next one's turn: those of a sample, or one of DSD. */
  readonly elementBytes: number;
  /** Bytes of all channels together, after which it is the first one's turn again. */
  readonly groupBytes: number;
  /** Frames that these are: one, or eight where eight 1-bit samples share a byte. */
  readonly groupFrames: number;
  /** The byte that is repeated for silence. */
  readonly silence: number;
}

type Element = Pick<ByteFrames, 'elementBytes' | 'groupFrames' | 'silence'>;

const sample = (elementBytes: number): Element => ({ elementBytes, groupFrames: 1, silence: 0 });
/** As many ones as zeros, the same pattern in either bit order. */
const bits = (silence: number): Element => ({ elementBytes: 1, groupFrames: 8, silence });

const ofFormat: Record<Exclude<Format, 'native'>, Element> = {
  int16: sample(2),
  int24: sample(3),
  int32: sample(4),
  float32: sample(4),
  float64: sample(8),
  'dsd-lsb': bits(0x96),
  'dsd-msb': bits(0x69),
};

/** `int24lsb`, `float64msb`, or `dsdint8ner8`, whose samples have eight bits each. */
function ofSampleType(sampleType: string): Element {
  if (sampleType === 'dsdint8lsb1') return ofFormat['dsd-lsb'];
  if (sampleType === 'dsdint8msb1') return ofFormat['dsd-msb'];
  return sample(Number(/\d+/.exec(sampleType)) / 8);
}

/** What of a stream decides how its bytes lie. */
export type ByteStream = Pick<Stream, 'format' | 'inputs' | 'outputs'> & {
  readonly device: Pick<Stream['device'], 'inputs' | 'outputs'>;
};

/**
 * How the bytes of a direction lie, which is the same for either layout. Throws `INVALID_STATE` where it has no channels,
 * and where their own bytes are wanted and are not of one kind.
 */
export function byteFramesOf(stream: ByteStream, direction: 'input' | 'output'): ByteFrames {
  const key = `${direction}s` as const;
  const all = stream.device[key];
  const types = [...new Set(stream[key].map((index) => all[index]?.sampleType ?? ''))];
  const [sampleType] = types;
  if (sampleType === undefined) {
    throw new BufferSwitchError('INVALID_STATE', `The stream was opened without ${direction} channels.`);
  }
  if (stream.format === 'native' && types.length > 1) {
    throw new BufferSwitchError(
      'INVALID_STATE',
      `The ${direction} channels have samples of different types (${types.join(', ')}), which make no frames of bytes; ` +
        'open the stream with another format than native.',
    );
  }
  const element = stream.format === 'native' ? ofSampleType(sampleType) : ofFormat[stream.format];
  const channels = stream[key].length;
  return { channels, ...element, groupBytes: channels * element.elementBytes };
}

/** How many bytes `frames` frames are. */
export function bytesIn({ groupBytes, groupFrames }: ByteFrames, frames: number): number {
  return (frames / groupFrames) * groupBytes;
}
