/** One line of a panel; undefined leaves a gap. */
export type Series = {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
  /** 0 to 4: a colour */
  readonly colour: number;
  readonly dashed?: boolean;
};

export type Panel = { readonly title: string; readonly log: boolean; readonly series: readonly Series[] };

const WIDTH = 760;
const PANEL_HEIGHT = 150;
const LEFT = 64;
const RIGHT = 12;
const TOP = 34;
const GAP = 44;
/** Readable on white and on black. */
const COLOURS = ['#2f7ed8', '#d9630a', '#2a9d5c', '#a050c8', '#888888'] as const;

/** Panels above each other over one axis of windows, as SVG without scripts and without fonts from anywhere. */
export function plot(title: string, panels: readonly Panel[]): string {
  const height = TOP + panels.length * (PANEL_HEIGHT + GAP);
  const parts = panels.map((panel, place) => drawPanel(panel, TOP + place * (PANEL_HEIGHT + GAP)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escapeXml(title)}</title>
<style>
text { font: 11px sans-serif; fill: #333333; }
.title { font-size: 13px; font-weight: bold; }
.axis { stroke: #999999; stroke-width: 1; fill: none; }
.line { stroke-width: 1.6; fill: none; }
@media (prefers-color-scheme: dark) { text { fill: #dddddd; } .axis { stroke: #777777; } }
</style>
<text class="title" x="${LEFT}" y="16">${escapeXml(title)}</text>
${parts.join('\n')}
</svg>
`;
}

function drawPanel({ title, log, series }: Panel, top: number): string {
  const all = series.flatMap(({ values }) => values).filter((value) => value !== undefined);
  const highest = Math.max(1e-3, ...all);
  const lowest = log ? Math.max(1e-2, Math.min(...all.filter((value) => value > 0))) : 0;
  const [from, to] = log
    ? [Math.floor(Math.log10(lowest)), Math.ceil(Math.log10(highest) + 1e-9)]
    : [0, highest * 1.05];
  const bottom = top + PANEL_HEIGHT;
  const y = (value: number): number => {
    const at = log ? Math.log10(Math.max(value, 10 ** from)) : value;
    return bottom - ((at - from) / (to - from || 1)) * PANEL_HEIGHT;
  };
  const longest = Math.max(2, ...series.map(({ values }) => values.length));
  const x = (place: number): number => LEFT + (place / (longest - 1)) * (WIDTH - LEFT - RIGHT);
  const ticks = log
    ? Array.from({ length: to - from + 1 }, (_, place) => 10 ** (from + place))
    : [0, highest / 2, highest];
  const marks = ticks.map(
    (value) =>
      `<text x="${LEFT - 6}" y="${round(y(value) + 4)}" text-anchor="end">${formatTick(value)}</text>` +
      `<path class="axis" d="M${LEFT - 3} ${round(y(value))}H${LEFT}"/>`,
  );
  const legend = series.map(
    ({ name, colour }, place) =>
      `<text x="${LEFT + 130 + place * 130}" y="${top - 5}" style="fill:${COLOURS[colour]}">${escapeXml(name)}</text>`,
  );
  const lines = series.map(({ values, colour, dashed }) => {
    let drawing = false;
    const path = values.map((value, place) => {
      const move = !drawing;
      drawing = value !== undefined;
      return value === undefined ? '' : `${move ? 'M' : 'L'}${round(x(place))} ${round(y(value))}`;
    });
    const dash = dashed ? ' stroke-dasharray="5 4"' : '';
    return `<path class="line" style="stroke:${COLOURS[colour]}"${dash} d="${path.join('')}"/>`;
  });
  return [
    `<text x="${LEFT}" y="${top - 5}">${escapeXml(title)}</text>`,
    ...legend,
    `<path class="axis" d="M${LEFT} ${top}V${bottom}H${WIDTH - RIGHT}"/>`,
    ...marks,
    ...lines,
    `<text x="${WIDTH - RIGHT}" y="${bottom + 14}" text-anchor="end">windows of 1 s: ${longest}</text>`,
  ].join('\n');
}

function formatTick(value: number): string {
  if (value >= 1000) return `${round(value / 1000)}k`;
  return String(Number(value.toPrecision(3)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
