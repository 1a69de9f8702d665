// Loaded before the program: interrupts it while it waits for the piece of its standard input that READ counts.
const { stdin } = process;
const iterate = stdin[Symbol.asyncIterator].bind(stdin);
let reads = 0;

stdin[Symbol.asyncIterator] = () => {
  const pieces = iterate();
  return {
    next() {
      const piece = pieces.next();
      if (++reads === Number(process.env.READ)) process.kill(process.pid, 'SIGINT');
      return piece;
    },
    return: () => pieces.return(),
  };
};
