// What the site consists of, in the order in which it is read: the documents by group, with where each comes to be.

const document = (source, label, target) => ({ source, label, target });
const guide = (name, label) => document(`docs/guides/${name}.md`, label, `guides/${name}.html`);
const page = (name, label) => document(`docs/${name}.md`, label, `${name}.html`);

/** Groups of the navigation. `reference`: pages that are made of the code, by what programs import. */
export const groups = [
  {
    title: 'Start',
    pages: [
      document('README.md', 'Overview', 'index.html'),
      guide('first-recording', 'A first recording'),
      guide('first-player', 'A first player'),
      guide('processor', 'DSP in a processor'),
    ],
  },
  {
    title: 'Guides',
    pages: [
      guide('bit-perfect', 'Bit-perfect, and the proof'),
      guide('testing-your-program', 'Testing your program'),
      guide('misbehaving-drivers', 'Drivers that misbehave'),
      guide('threads-and-guarantees', 'Threads and guarantees'),
      guide('coming-from', 'From RtAudio, PortAudio, audify'),
      guide('licensing', 'Licence and trademark'),
    ],
  },
  {
    title: 'API reference',
    reference: [
      { entry: 'bufferswitch', target: 'api/bufferswitch.html' },
      { entry: 'bufferswitch/files', target: 'api/files.html' },
      { entry: 'bufferswitch/testing', target: 'api/testing.html' },
      { entry: 'bufferswitch/verify', target: 'api/verify.html' },
      { entry: 'bufferswitch/measure', target: 'api/measure.html' },
      { entry: 'bufferswitch/doctor', target: 'api/doctor.html' },
    ],
    pages: [],
  },
  {
    title: 'In depth',
    pages: [
      page('installing', 'Installing, bundlers, Electron'),
      page('transport', 'Audio thread and program'),
      page('samples', 'Samples and formats'),
      page('files', 'Audio files'),
      page('resilience', 'Weird drivers'),
      page('situations', 'Every method, every situation'),
      page('wasapi', 'Audio devices of Windows'),
    ],
  },
  {
    title: 'Command line',
    pages: [
      page('commands', 'All commands'),
      page('playing', 'Playing'),
      page('recording', 'Recording'),
      page('verify', 'Is it bit-perfect?'),
      page('measure', 'How late is it?'),
      page('doctor', 'Does a driver behave?'),
    ],
  },
  {
    title: 'Virtual driver',
    pages: [
      page('virtual-driver', 'The virtual driver'),
      page('personalities', 'Personalities'),
      page('misbehaviours', 'What drivers do'),
      page('testing', 'In tests'),
    ],
  },
  {
    title: 'Project',
    pages: [
      page('architecture', 'Architecture'),
      page('principles', 'Principles'),
      page('bench', 'Benchmarks'),
      document('CONTRIBUTING.md', 'Contributing', 'contributing.html'),
      document('CHANGELOG.md', 'Changelog', 'changelog.html'),
      document('SECURITY.md', 'Security', 'security.html'),
    ],
  },
];

export const documents = groups.flatMap((group) => group.pages);

export const references = groups.flatMap((group) => group.reference ?? []);
