// Tables for a terminal.

/** Rows of cells as lines: the first `names` columns to the left, numbers to the right. */
export function table(rows, names) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (cell, column) =>
    column < names ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
}
