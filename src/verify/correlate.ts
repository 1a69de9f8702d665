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
    const signalRe = ((re[k] as number) + (re[j] as number)) / 2;
    const signalIm = ((im[k] as number) - (im[j] as number)) / 2;
    const shapeRe = ((im[k] as number) + (im[j] as number)) / 2;
    const shapeIm = ((re[j] as number) - (re[k] as number)) / 2;
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
      const cos = Math.cos((-Math.PI * k) / half);
      const sin = Math.sin((-Math.PI * k) / half);
      for (let i = k; i < size; i += 2 * half) {
        const x = re[i + half] as number;
        const y = im[i + half] as number;
        const turnedX = x * cos - y * sin;
        const turnedY = x * sin + y * cos;
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
      swap(re, i, j);
      swap(im, i, j);
    }
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const value = values[i] as number;
  values[i] = values[j] as number;
  values[j] = value;
}
