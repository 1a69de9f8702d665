// Tells the process that has started vitest of each test as soon as it is over: what crashes or hangs after it
// takes nothing of that away.
export default class {
  onTestCaseResult(test) {
    const { state, errors = [] } = test.result();
    if (state === 'skipped') return;
    process.send({ name: test.fullName, failure: state === 'failed' ? (errors[0]?.message ?? state) : null });
  }
}
