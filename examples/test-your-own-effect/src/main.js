import { startEcho } from './app.js';

const [driver = 'built-in:loopback'] = process.argv.slice(2);
const device = await startEcho(driver).catch(({ message }) => {
  console.error(message); // says what is wrong and what is possible
  process.exit(1);
});
console.log(`${device.name}: an echo on output 1 of what comes at input 1, until Ctrl+C`);
process.once('SIGINT', () => device.close());
