/** Other programs' idea of audio files: what they make and what they read. None of them is on Windows. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { installed } from './support.js';

const windows = process.platform === 'win32';

/** The programs that are missing here, for the name of what is skipped. */
export function missing(...programs: readonly string[]): string {
  const gone = programs.filter((program) => windows || !installed(program));
  return gone.length === 0 ? '' : ` (skipped: needs ${gone.join(', ')}, which is not installed here)`;
}

/** Runs a program to its end, whose output it gives; anything but success is an error with what it said. */
export function run(program: string, args: readonly string[]): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, args, { maxBuffer: 2 ** 30 });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Interleaved samples without a header, as programs call them. */
export interface Raw {
  /** `s32le`, `f64le`, ... */
  readonly kind: string;
  readonly channels: number;
  readonly sampleRate: number;
}

export function ffmpegEncode(raw: Buffer, from: Raw, path: string, args: readonly string[]): void {
  const source = `${path}.raw`;
  writeFileSync(source, raw);
  const { kind, channels, sampleRate } = from;
  const input = ['-f', kind, '-ar', `${sampleRate}`, '-ac', `${channels}`, '-i', source];
  run('ffmpeg', ['-v', 'error', '-y', ...input, ...args, path]);
}

export function ffmpegDecode(path: string, kind: string, args: readonly string[] = []): Buffer {
  return run('ffmpeg', ['-v', 'error', ...args, '-i', path, '-f', kind, '-c:a', `pcm_${kind}`, '-']);
}

const soxKind = (kind: string) => {
  const [, letter = '', bits = ''] = /^([suf])(\d+)/.exec(kind) ?? [];
  const encoding = { s: 'signed', u: 'unsigned', f: 'float' }[letter] ?? '';
  return ['-t', 'raw', '-L', '-e', encoding, '-b', bits];
};

export function soxEncode(raw: Buffer, from: Raw, path: string, args: readonly string[]): void {
  const source = `${path}.raw`;
  writeFileSync(source, raw);
  const input = [...soxKind(from.kind), '-c', `${from.channels}`, '-r', `${from.sampleRate}`, source];
  run('sox', ['-V1', '-D', ...input, ...args, path]);
}

export function soxDecode(path: string, kind: string): Buffer {
  return run('sox', ['-V1', '-D', path, ...soxKind(kind), '-']);
}

/** `from`: a WAV file, which may have any number of bits in use. */
export function flacEncode(from: string, path: string, args: readonly string[]): void {
  run('flac', ['-s', '-f', '--channel-map=none', ...args, from, '-o', path]);
}

/** Little-endian signed samples in whole bytes, left-justified there; the checksum of the file is verified on the way. */
export function flacDecode(path: string): Buffer {
  const target = `${path}.decoded.wav`;
  run('flac', ['-s', '-f', '-d', '-F', path, '-o', target]);
  const bytes = readFileSync(target);
  const start = bytes.indexOf('data') + 8;
  const audio = Buffer.from(bytes.subarray(start, start + bytes.readUInt32LE(start - 4)));
  // Bytes are unsigned in WAV files.
  if (bytes.readUInt16LE(34) === 8)
    for (let i = 0; i < audio.length; i++) audio[i] = (audio[i] as number) ^ 0x80;
  return audio;
}
