/** The lowest level that a bar shows, dBFS. */
const floor = -60;
const narrowestBar = 6;
const between = '  ';

/**
 * The levels as lines for a screen of so many columns and rows: a channel in a line, or several side by side where there are
 * more of them than rows. Where a bar has no room there are numbers alone. No line is longer than the screen is wide.
 */
export function layout(names, levels, columns, rows) {
  const perLine = Math.max(1, Math.ceil(levels.length / rows));
  const width = Math.floor((columns + between.length) / perLine) - between.length;
  const longest = Math.max(...names.map((name) => name.length));
  const cells = levels.map((level, channel) => cell(names[channel], longest, level, width));
  const lines = Math.min(rows, Math.ceil(cells.length / perLine));
  return Array.from({ length: lines }, (_, line) => {
    // Down first, then to the right, as numbers are looked for.
    const inLine = cells.filter((_, index) => index % lines === line);
    return inLine.join(between).slice(0, columns);
  });
}

function cell(name, longest, { peak, rms }, width) {
  const numbers = `${decibels(peak)} ${decibels(rms)}`;
  const besideNumbers = width - numbers.length - 1;
  const nameWidth = Math.min(longest, Math.max(0, besideNumbers - narrowestBar - 1));
  if (nameWidth < Math.min(longest, 2)) return `${name} ${decibels(peak)}`.slice(-width).padStart(width);
  const bar = drawBar(peak, rms, besideNumbers - nameWidth - 1);
  return `${name.slice(0, nameWidth).padEnd(nameWidth)} ${bar} ${numbers}`;
}

/** The RMS is filled, and the peak is a mark above it. */
function drawBar(peak, rms, width) {
  const place = (level) => Math.round(width * Math.min(1, Math.max(0, 1 - level / floor)));
  const filled = place(rms);
  const mark = place(peak) - 1;
  const bar = '█'.repeat(filled).padEnd(width);
  if (mark < filled) return bar;
  return `${bar.slice(0, mark)}│${bar.slice(mark + 1)}`;
}

/** Six columns: whole digits where there are many. */
function decibels(level) {
  return (level > -100 ? level.toFixed(1) : '-inf').padStart(6);
}
