// The page: what somebody does goes to window.player (preload.cjs), and what comes from there is shown.
const { player } = window;
const find = (id) => document.getElementById(id);
const [driver, drop, pause, stop] = ['driver', 'drop', 'pause', 'stop'].map(find);

let state = 'stopped';
let total = null;
/** What was chosen the last time, for this page and the next. */
const chosen = { id: localStorage.getItem('driver') };

const minutes = (seconds) => {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};
const decibels = (level) => (level > -100 ? level.toFixed(1) : '-inf');

const show = {
  drivers({ drivers }) {
    driver.replaceChildren(...drivers.map(({ id, name }) => new Option(name, id, false, id === chosen.id)));
  },

  state(message) {
    state = message.state;
    pause.disabled = stop.disabled = state === 'stopped';
    pause.textContent = state === 'paused' ? 'Resume' : 'Pause';
    if (state === 'stopped') {
      find('levels').replaceChildren();
      return;
    }
    const { title, device, sampleRate, encoding, seconds, isLossless } = message;
    total = seconds;
    find('title').textContent = title;
    find('facts').textContent =
      `${encoding}, ${sampleRate} Hz on ${device}${isLossless ? '' : ', not every bit'}`;
    find('total').textContent = seconds === null ? '' : minutes(seconds);
    find('failure').hidden = true;
  },

  levels({ seconds, channels }) {
    find('now').textContent = minutes(seconds);
    if (total !== null) find('progress').value = seconds / total;
    const list = find('levels');
    while (list.children.length < channels.length) {
      const row = document.createElement('li');
      row.append(
        Object.assign(document.createElement('div'), { className: 'bar' }),
        document.createElement('span'),
      );
      list.append(row);
    }
    channels.forEach(({ peak, rms }, n) => {
      const [bar, numbers] = list.children[n].children;
      bar.style.setProperty('--level', `${Math.max(0, 100 + rms / 0.6)}%`); // 60 dB
      numbers.textContent = `${decibels(peak)} peak, ${decibels(rms)} RMS`;
    });
  },

  failure({ message }) {
    find('failure').textContent = message;
    find('failure').hidden = false;
  },
};

player.onMessage((message) => show[message.type](message));

driver.addEventListener('change', () => {
  chosen.id = driver.value;
  localStorage.setItem('driver', driver.value);
});
pause.addEventListener('click', () => (state === 'paused' ? player.resume() : player.pause()));
stop.addEventListener('click', () => player.stop());

document.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
document.addEventListener('dragleave', () => drop.classList.remove('over'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  const [file] = event.dataTransfer.files;
  if (file !== undefined) player.play(file, driver.value);
});
