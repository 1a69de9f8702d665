// Which functions allocate, by V8's sampling heap profiler with every object as a sample.
import { Session } from 'node:inspector';

/** Makes V8 take samples at equal distances; for the command line of the process. */
export const sourceFlags = ['--sampling-heap-profiler-suppress-randomness'];

const mostSources = 8;

/** What measures is not what is measured. */
const isProfiler = ({ url }) => url === 'node:inspector' || url === import.meta.url;

/** 'name (folder/file.js:12)'; V8's own have no file. */
function nameOf({ functionName, url, lineNumber }) {
  const file = url.split('/').slice(-2).join('/');
  const place = url === '' ? '' : ` (${file}:${lineNumber + 1})`;
  return `${functionName === '' ? 'anonymous' : functionName}${place}`;
}

/** Adds up what each function has allocated, by its name and that of its caller; `objects`: how many, by node. */
function collect(node, caller, objects, sums) {
  if (isProfiler(node.callFrame)) return;
  const name = nameOf(node.callFrame);
  if (node.selfSize > 0) {
    const where = caller === undefined ? name : `${name} from ${caller}`;
    const sum = sums.get(where) ?? { where, bytes: 0, objects: 0 };
    sums.set(where, {
      where,
      bytes: sum.bytes + node.selfSize,
      objects: sum.objects + (objects.get(node.id) ?? 0),
    });
  }
  for (const child of node.children) collect(child, name, objects, sums);
}

/** The largest, and all others in one. */
function sourcesOf({ head, samples }, blocks) {
  const objects = new Map();
  for (const { nodeId } of samples) objects.set(nodeId, (objects.get(nodeId) ?? 0) + 1);
  const sums = new Map();
  collect(head, undefined, objects, sums);
  const sorted = [...sums.values()].sort((a, b) => b.bytes - a.bytes);
  const others = { where: 'all others', bytes: 0, objects: 0 };
  for (const { bytes, objects } of sorted.slice(mostSources)) {
    others.bytes += bytes;
    others.objects += objects;
  }
  return [...sorted.slice(0, mostSources), others].map(({ where, bytes, objects }) => ({
    where,
    bytesPerBlock: bytes / blocks,
    objectsPerBlock: objects / blocks,
  }));
}

/** Has the same shape as `AllocationMeter`, and finds out where instead of how much. */
export class AllocationSources {
  done = false;
  #block = 0;
  #job;
  #finished;
  #session = new Session();

  constructor(job, finished) {
    this.#job = job;
    this.#finished = finished;
    this.#session.connect();
  }

  /** Once per block. */
  block() {
    this.#block++;
    const { warmUpBlocks, sourceBlocks } = this.#job;
    if (this.#block === warmUpBlocks) this.#start();
    if (this.#block === warmUpBlocks + sourceBlocks) this.#end(sourceBlocks);
  }

  #start() {
    this.#session.post('HeapProfiler.startSampling', {
      samplingInterval: 1,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
  }

  #end(blocks) {
    this.done = true;
    this.#session.post('HeapProfiler.stopSampling', (error, answer) => {
      if (error) throw error;
      const sources = sourcesOf(answer.profile, blocks);
      setImmediate(() => this.#finished({ blocks, sources }));
    });
  }
}
