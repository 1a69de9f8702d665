import type { DoctorReport, DoctorVerdict, Finding } from '../doctor/index.js';
import { chart } from './chart.js';
import { doctorRows, findingLines, headingOf, severityWords, time } from './doctor-report.js';
import { escaped, type Mood, page } from './page.js';

const moods: Readonly<Record<DoctorVerdict, Mood>> = {
  healthy: 'good',
  'breaks rules': 'bad',
  unusable: 'bad',
};
const severityMoods = { breaks: 'bad', odd: 'unsure', note: 'dim' } as const;

/** The report as one HTML file. */
export function doctorPage(report: DoctorReport): string {
  return page({
    title: `${report.driver.name || report.driver.id}: ${report.verdict}`,
    mood: moods[report.verdict],
    heading: headingOf(report),
    advice: [],
    rows: doctorRows(report),
    body: [...report.findings.map(section), intervals(report), calls(report)].join('\n'),
  });
}

function section(finding: Finding): string {
  const rows = findingLines(finding).map(
    ([label, value]) => `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
  );
  const heading = `${severityWords[finding.severity]}: ${finding.rule}`;
  return `<h2 class="${severityMoods[finding.severity]}">${escaped(heading)}</h2>
<table>
${rows.join('\n')}
</table>`;
}

function intervals({ jitter }: DoctorReport): string {
  if (jitter === null) return '';
  const { limit, counts } = jitter.histogram;
  const most = Math.max(1, ...counts);
  const drawn = chart({
    title: `How many were how long; a buffer is ${time(jitter.nominal)}, and the last bar has all that are longer`,
    label: 'Times between buffer switches',
    heights: counts.map((count) => count / most),
    share: 0.9,
    colour: 'plot',
    levels: [String(most), '0'],
    ends: ['0', time(limit)],
  });
  return `<h2>Times between buffer switches</h2>\n${drawn}`;
}

/** The longest of each of the driver's functions. */
function calls({ calls: all }: DoctorReport): string {
  if (all.length === 0) return '';
  const longest = Math.max(...all.map(({ max }) => max), Number.MIN_VALUE);
  const drawn = chart({
    title: 'The longest of each, in the order of the table',
    label: 'The longest of each call',
    heights: all.map(({ max }) => max / longest),
    share: 0.9,
    colour: 'plot',
    levels: [time(longest), '0'],
    ends: ['', ''],
  });
  const rows = all.map(
    ({ call, count, median, max }) =>
      `<tr><th>${escaped(call)}</th><td>${count}</td><td>${time(median)}</td><td>${time(max)}</td></tr>`,
  );
  return `<h2>Calls</h2>
${drawn}
<div class="wide"><table>
<tr><th>call</th><th>times</th><th>median</th><th>longest</th></tr>
${rows.join('\n')}
</table></div>`;
}
