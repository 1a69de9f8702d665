/**
 * The cross-correlation of a signal with a shorter shape: for every offset at which the shape fits into the signal,
 * the sum of the products. By Fourier transform, since the direct way takes seconds, and a device waits for nobody.
 */
export function correlate(signal: Float64Array, shape: Float64Array): Float64Array {
  const offsets = Math.max(0, signal.length - shape.length + 1);
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, signal.length)));
  // Both are real, so one complex transform does for both: the signal as real part, the shape as imaginary part.
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.set(signal);
  im.set(shape);
  transform(re, im);
  const productRe = new Float64Array(size);
  const productIm = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const j = (size - k) % size;
    const [a, b, c, d] = [re[k] as number, im[k] as number, re[j] as number, im[j] as number];
    const [signalRe, signalIm, shapeRe, shapeIm] = [(a + c) / 2, (b - d) / 2, (b + d) / 2, (c - a) / 2];
    // Times the conjugate of the shape; conjugated once more, so that the same transform leads back.
    productRe[k] = signalRe * shapeRe + signalIm * shapeIm;
    productIm[k] = signalRe * shapeIm - signalIm * shapeRe;
  }
  transform(productRe, productIm);
  return productRe.subarray(0, offsets).map((value) => value / size);
}

/** The discrete Fourier transform in place; the length is a power of two. */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  reorder(re, im);
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      const angle = (-Math.PI * k) / half;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let i = k; i < size; i += 2 * half) {
        const [x, y] = [re[i + half] as number, im[i + half] as number];
        const [turnedX, turnedY] = [x * cos - y * sin, x * sin + y * cos];
        re[i + half] = (re[i] as number) - turnedX;
        im[i + half] = (im[i] as number) - turnedY;
        re[i] = (re[i] as number) + turnedX;
        im[i] = (im[i] as number) + turnedY;
      }
    }
  }
}

/** Puts every element where its index, read backwards in binary, says. */
function reorder(re: Float64Array, im: Float64Array): void {
  for (let i = 1, j = 0; i < re.length; i++) {
    let bit = re.length >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] as number, re[i] as number];
      [im[i], im[j]] = [im[j] as number, im[i] as number];
    }
  }
}
