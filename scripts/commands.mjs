// Writes the commands with their options and words into docs/commands.md, from the code. Expects dist/ to be built.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { commands } from '../dist/cli/commands.js';
import { exitCodes, synopsis } from '../dist/cli/help.js';
import { options } from '../dist/cli/options.js';

const file = new URL('../docs/commands.md', import.meta.url);
const begin = '<!-- what follows is made by: npm run docs:commands -->\n';

/** Where there is more to read than here. */
const elsewhere = {
  play: 'playing.md',
  record: 'recording.md',
  verify: 'verify.md',
  measure: 'measure.md',
  doctor: 'doctor.md',
  driver: 'virtual-driver.md#installing-it-for-other-programs',
};

const cell = (text) => text.replaceAll('|', '\\|');

function optionsOf(command) {
  const rows = [...command.options, 'help'].map((name) => {
    const { value, short, help } = options[name];
    const spelled = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return `| \`${spelled}\` | ${cell(help)} |\n`;
  });
  return `| option | meaning |\n| --- | --- |\n${rows.join('')}`;
}

function section([name, command]) {
  const more =
    elsewhere[name] === undefined ? '' : ` More: [${elsewhere[name].split('#')[0]}](${elsewhere[name]}).`;
  const sentence = `${command.summary[0].toUpperCase()}${command.summary.slice(1)}.${more}`;
  const notes = command.notes === undefined ? '' : `\n\`\`\`text\n${command.notes.join('\n')}\n\`\`\`\n`;
  const call = `\`\`\`text\nbufferswitch ${synopsis(name, command)} [options]\n\`\`\``;
  return `\n### ${name}\n\n${call}\n\n${sentence}\n\n${optionsOf(command)}${notes}`;
}

/** The document's text with the commands as the code has them. */
export function withCommands(text) {
  const at = text.indexOf(begin);
  if (at < 0) throw new Error('docs/commands.md has no place for the commands');
  const codes = `\n## Exit codes\n\n\`\`\`text\n${exitCodes.replace(/^.*\n/, '')}\n\`\`\`\n`;
  return `${text.slice(0, at + begin.length)}${codes}\n## The commands\n${[...commands].map(section).join('')}`;
}

export const readDocument = () => readFileSync(file, 'utf8');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(file, withCommands(readDocument()));
