/** What a terminal shows, as an SVG: text with escape sequences for colours in, picture out. */

const CELL = { width: 8.4, height: 19 };
const EDGE = { side: 20, top: 50, bottom: 16 };
const FONT = "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Liberation Mono', monospace";
/** Of the dark kind that has enough contrast on its ground for everybody. */
const COLOURS: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#9da7b3',
};
const [GROUND, PLAIN, DIM] = ['#0d1117', '#e6edf3', '#9da7b3'];

interface Run {
  readonly text: string;
  readonly column: number;
  readonly bold: boolean;
  readonly colour: string;
}

/**
 * Draws it.
 *
 * @param text what was printed, with the sequences that picocolors writes and no others
 * @param command stands above it, behind a prompt
 * @throws for a sequence that is not one of colour, bold or dim
 */
export function picture(text: string, command: string): string {
  const lines = [`\x1b[32m$\x1b[39m \x1b[1m${command}\x1b[22m`, '', ...text.trimEnd().split('\n')].map(runs);
  const columns = Math.max(...lines.flat().map(({ text, column }) => column + [...text].length));
  const width = Math.ceil(columns * CELL.width + 2 * EDGE.side);
  const height = lines.length * CELL.height + EDGE.top + EDGE.bottom;
  const round = (value: number): string => `${Math.round(value * 10) / 10}`;
  const rows = lines.flatMap((line, row) =>
    line
      .filter(run => run.text.trim() !== '')
      .map(run => {
        const start = run.text.length - run.text.trimStart().length;
        const shown = run.text.trim();
        const x = round(EDGE.side + (run.column + start) * CELL.width);
        const y = round(EDGE.top + row * CELL.height);
        // Each piece is as wide as its cells, whatever font there is.
        const length = round([...shown].length * CELL.width);
        const weight = run.bold ? ' font-weight="bold"' : '';
        return `<text x="${x}" y="${y}" textLength="${length}" fill="${run.colour}"${weight}>${escaped(shown)}</text>`;
      }),
  );
  const lights = ['#ff5f56', '#ffbd2e', '#27c93f'].map(
    (colour, at) => `<circle cx="${24 + at * 20}" cy="22" r="6" fill="${colour}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(command)}</title>`,
    `<rect width="100%" height="100%" rx="10" fill="${GROUND}"/>`,
    ...lights,
    `<g font-family="${FONT}" font-size="14" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The pieces of a line that look the same throughout. */
function runs(line: string): Run[] {
  const found: Run[] = [];
  const state = { bold: false, dim: false, colour: 39 };
  let column = 0;
  for (const part of line.split(/(\x1b\[[\d;]*[A-Za-z])/)) {
    if (part.startsWith('\x1b')) change(state, part);
    else if (part !== '') {
      const colour = COLOURS[state.colour] ?? (state.dim ? DIM : PLAIN);
      found.push({ text: part, column, bold: state.bold, colour });
      column += [...part].length;
    }
  }
  return found;
}

function change(state: { bold: boolean; dim: boolean; colour: number }, sequence: string): void {
  const code = Number(/^\x1b\[(\d+)m$/.exec(sequence)?.[1] ?? Number.NaN);
  if (code === 0) Object.assign(state, { bold: false, dim: false, colour: 39 });
  else if (code === 1) state.bold = true;
  else if (code === 2) state.dim = true;
  else if (code === 22) Object.assign(state, { bold: false, dim: false });
  else if (code === 39 || code in COLOURS) state.colour = code;
  else throw new Error(`the picture knows no ${JSON.stringify(sequence)}`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
