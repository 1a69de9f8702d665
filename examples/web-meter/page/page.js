import { Wave } from './wave.js';

/** The lowest level that a bar shows, dBFS. */
const floor = -60;
/** How long a peak is shown, seconds. */
const hold = 1.5;

const state = document.getElementById('state');
let channels = [];
let sampleRate = 1;

const decibels = (level) => 20 * Math.log10(level);
const text = (level) => (level > -100 ? level.toFixed(1) : '-inf');
const percent = (level) => `${100 * Math.min(1, Math.max(0, 1 - level / floor))}%`;

class Channel {
  #section = document.getElementById('channel').content.cloneNode(true).firstElementChild;
  #wave;
  #peak = Number.NEGATIVE_INFINITY;
  #rms = Number.NEGATIVE_INFINITY;
  #heldAt = 0;

  constructor(name) {
    this.#find('h2').textContent = name;
    document.getElementById('channels').append(this.#section);
    this.#wave = new Wave(this.#find('canvas'));
  }

  #find(selector) {
    return this.#section.querySelector(selector);
  }

  add({ peak, rms, wave }, frame) {
    const level = decibels(peak);
    if (level >= this.#peak || frame - this.#heldAt > hold * sampleRate) {
      this.#peak = level;
      this.#heldAt = frame;
    }
    this.#rms = decibels(rms);
    this.#wave.add(wave);
  }

  draw() {
    this.#find('.peak').textContent = text(this.#peak);
    this.#find('.rms').textContent = text(this.#rms);
    const meter = this.#find('.meter');
    meter.style.setProperty('--rms', percent(this.#rms));
    meter.style.setProperty('--peak', percent(this.#peak));
    this.#wave.draw();
  }
}

function greet({ device, sampleRate: rate, names }) {
  document.title = `Levels of ${device}`;
  document.getElementById('device').textContent = device;
  document.getElementById('channels').replaceChildren();
  sampleRate = rate;
  channels = names.map((name) => new Channel(name));
  state.textContent = `${rate} Hz, dBFS`;
}

/** Slices come when they come; what they have changed is drawn when the screen is. */
let isDrawn = true;
function drawSoon() {
  if (!isDrawn) return;
  isDrawn = false;
  requestAnimationFrame(() => {
    isDrawn = true;
    for (const channel of channels) channel.draw();
  });
}

function connect() {
  const socket = new WebSocket(new URL('levels', location.href.replace(/^http/, 'ws')));
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data);
    document.body.classList.remove('stale');
    if (message.names !== undefined) return greet(message);
    message.channels.forEach((channel, n) => {
      channels[n].add(channel, message.frame);
    });
    drawSoon();
  });
  socket.addEventListener('close', () => {
    document.body.classList.add('stale');
    state.textContent = 'the connection is lost; trying again …';
    setTimeout(connect, 1000);
  });
}
connect();
