import { type Command, CommandError, type Context, exitCode } from './command.js';
import { entriesOf } from './entries.js';
import type { Arguments } from './options.js';
import { document, summary } from './play-report.js';
import { Player } from './player.js';
import { Tracks } from './tracks.js';

/** Plays audio files one after the other, each at its own rate unless told otherwise. */
export const play: Command = {
  summary: 'play audio files at their own sample rates; nothing is resampled',
  positionals: ['file...'],
  options: ['driver', 'rate', 'buffer', 'channels', 'raw', 'dop', 'settings', 'json'],
  notes: [
    'A file is WAV, RF64, Wave64, AIFF, FLAC, DSF or DSDIFF; a folder is all files in it, in the order of their names; an',
    'M3U or M3U8 playlist is the files that it names; - is the standard input.',
    'Files of one rate and kind follow each other without a gap. Where it changes, the device is switched. A file that',
    'cannot be played among several is told in a line, and the next one follows; the exit code is that of the first.',
    '',
    'DSD goes to devices that take DSD, or with --dop to those that take it within PCM.',
    '--channels names one output for each channel of the files, or any number for files with one channel.',
    '--rate changes the rate of the device only: the file is played faster or slower.',
    '--raw names an encoding (int8, uint8, int16, int24, int32, float32, float64, with le or be; dsd-lsb, dsd-msb), the',
    'number of channels, and the rate. In folders it means .raw and .pcm files.',
    '',
    'Examples:',
    '  bufferswitch play album/ --driver "Fireface"',
    '  bufferswitch play side-a.flac side-b.flac --channels 2,3',
    '  bufferswitch play evening.m3u8',
    '  bufferswitch play album.dsf --dop',
    '  ffmpeg -i film.mkv -f s24le -ac 2 -ar 48000 - | bufferswitch play - --raw int24le:2:48000',
  ],
  async run(args, context) {
    const entries = await entriesOf(args.positionals, args.raw !== undefined);
    await using tracks = new Tracks(entries, args, context);
    await using player = new Player(tracks, args, context);
    await player.play();
    return report(player, tracks, context, args);
  },
};

function report(player: Player, tracks: Tracks, { terminal }: Context, { positionals }: Arguments): number {
  const { lostFrames, lateFrames, discardedFrames } = player;
  const { outcomes } = tracks;
  if (outcomes.length === 0)
    throw new CommandError(exitCode.failure, `${positionals.join(', ')}: no audio files`);
  if (lateFrames > 0) {
    terminal.warn(`${lateFrames} frames came too late and silence went out: this machine was too busy`);
  }
  if (discardedFrames > 0) {
    terminal.warn(`${discardedFrames} frames were not played: the driver was opened again meanwhile`);
  }
  terminal.result(document(player, tracks), () => summary(player, tracks));
  const failed = outcomes.find(({ failure }) => failure !== null)?.failure?.exitCode;
  return failed ?? (lostFrames > 0 ? exitCode.lost : exitCode.ok);
}
