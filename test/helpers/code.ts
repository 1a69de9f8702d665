/** What a promise or function fails with, for `expect(...)`. */
export async function failure(work: Promise<unknown> | (() => unknown)): Promise<Error & { code?: string }> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return error as Error & { code?: string };
  }
  throw new Error('It did not fail');
}
