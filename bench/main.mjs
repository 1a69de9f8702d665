// Runs one of the benches: npm run bench -- <name> [options].

/** Each is a module of its name, whose `main` takes the rest of the command line. */
const benches = {
  driver: 'the virtual driver: its cost, how well it keeps time, and how fast it can be',
  files: 'the reading and writing of audio files, beside other programs',
  recording: 'what it costs to record to a file, beside the same bytes written by Node and by dd',
  samples: 'the conversion of samples, beside memcpy',
  soak: 'a processor on small buffers in real time, for minutes',
  transport: 'the way of blocks between the driver and the program: latency, throughput, CPU, allocation',
};

const [name = '', ...args] = process.argv.slice(2);
if (Object.hasOwn(benches, name)) {
  const { main } = await import(`./${name}.mjs`);
  await main(args);
} else {
  console.error(`${name === '' ? 'No bench was named' : `There is no bench "${name}"`}. There are:`);
  for (const [known, what] of Object.entries(benches)) console.error(`  ${known}  ${what}`);
  process.exitCode = 1;
}
