export class PatternFeed {
  constructor(channels: number, most: number);
  frames(from: number, count: number): Uint8Array[];
}

export class PatternFrames {
  constructor(channels: number, most: number);
  frames(from: number, count: number): Buffer;
}
