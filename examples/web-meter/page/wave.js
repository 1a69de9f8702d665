/** A waveform that runs from right to left, in a canvas: a column of pixels for each pair of low and high. */
export class Wave {
  #canvas;
  #pairs = [];

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  /** Low, high, low, high ... of what comes next. Full scale is 1. */
  add(wave) {
    for (let n = 0; n < wave.length; n += 2) this.#pairs.push([wave[n], wave[n + 1]]);
    this.#pairs.splice(0, this.#pairs.length - this.#width);
  }

  get #width() {
    return Math.max(1, Math.round(this.#canvas.clientWidth * devicePixelRatio));
  }

  draw() {
    const canvas = this.#canvas;
    const width = this.#width;
    const height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d');
    context.clearRect(0, 0, width, height);
    context.fillStyle = getComputedStyle(canvas).color;
    const place = (sample) => (1 - Math.min(1, Math.max(-1, sample))) * (height / 2);
    const first = width - this.#pairs.length;
    this.#pairs.forEach(([low, high], n) => {
      // Silence is a line of one pixel.
      const top = Math.min(place(high), height / 2 - 0.5);
      context.fillRect(first + n, top, 1, Math.max(1, place(low) - top));
    });
  }
}
