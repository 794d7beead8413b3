import { allowedBy, type Example, type ImageExample, presetsOf, type RegisteredRule } from '../../src/rule.js';

interface OnDisk {
  readonly file: string;
  readonly rule: RegisteredRule;
}

const camel = (id: string): string => id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The text of `rules/index.ts`. */
export function indexSource(rules: readonly OnDisk[]): string {
  const imports = [...rules]
    // As the linter sorts imports: a shorter name before a longer one that begins with it.
    .sort((a, b) => (a.file.replace(/\.ts$/, '') < b.file.replace(/\.ts$/, '') ? -1 : 1))
    .map(
      ({ file, rule }) => `import ${camel(rule.id)} from './${file.replace(/^rules\//, '').replace(/\.ts$/, '.js')}';`,
    );
  const entries = rules.map(({ rule }) => `  { ...${camel(rule.id)}, topic: '${rule.topic}' },`);
  return [
    '// Generated from the folders beside it: UPDATE=1 npm test writes it anew.',
    "import type { RegisteredRule } from '../src/rule.js';",
    ...imports,
    '',
    '// biome-ignore format: one line a rule',
    'export const rules: readonly RegisteredRule[] = [',
    ...entries,
    '];',
    '',
  ].join('\n');
}

const fence = (example: Example): string =>
  `${example.note === undefined ? '' : `${example.note[0]?.toUpperCase()}${example.note.slice(1)}:\n\n`}\`\`\`dockerfile\n${example.dockerfile.replace(/\n?$/, '\n')}\`\`\`\n`;

/** The image examples, as lists of what stands in each layer. */
function imagesOf({ badImages = [], goodImages = [] }: RegisteredRule): string {
  const list = (title: string, examples: readonly ImageExample[]): string =>
    examples.length === 0
      ? ''
      : `\n## ${title}\n\n${examples.map(({ image, note }) => `${note === undefined ? '' : `${note[0]?.toUpperCase()}${note.slice(1)}:\n\n`}\`\`\`json\n${JSON.stringify(image, undefined, 2)}\n\`\`\`\n`).join('\n')}`;
  return list('Bad images', badImages) + list('Good images', goodImages);
}

/** Rules that only judge images have no Dockerfiles to show. */
function examplesOf({ bad, good }: RegisteredRule): string {
  if (bad.length + good.length === 0) return '';
  return `## Bad\n\n${bad.map(fence).join('\n')}\n## Good\n\n${good.map(fence).join('\n')}`;
}

function allowing(rule: RegisteredRule): string {
  const { id } = rule;
  const ways = allowedBy(rule);
  const comment = `In the Dockerfile, for the next instruction:

\`\`\`dockerfile
# plimsoll allow ${id} -- the reason
\`\`\`

`;
  const paths = `In \`.plimsoll.yaml\`, for some paths in the image:

\`\`\`yaml
rules:
  ${id}: { allow: ['path/**'] }
\`\`\`

`;
  return `## How to allow it

${ways.includes('comment') ? comment : ''}${ways.includes('path') ? paths : ''}In \`.plimsoll.yaml\`, for all:

\`\`\`yaml
rules:
  ${id}: off
\`\`\`
`;
}

/** The text of `docs/rules/<id>.md`. */
export function rulePage(rule: RegisteredRule, file: string): string {
  const options = Object.entries(rule.options ?? {});
  return `<!-- Generated from ${file}: UPDATE=1 npm test writes it anew. -->

# ${rule.id}

${rule.summary}

| | |
|---|---|
| Topic | ${rule.topic} |
| Severity | ${rule.severity} |
| Confidence | ${rule.confidence} |
| On in | ${presetsOf(rule).join(', ')} |
| Also known as | ${rule.aliases.map(alias => `\`${alias}\``).join(', ') || 'nothing'} |
| Controls | ${rule.controls.join(', ') || 'none'} |

## Why

${rule.why}

${examplesOf(rule)}${imagesOf(rule)}${options.length === 0 ? '' : `\n## Options\n\n${options.map(([name, option]) => `- \`${name}\` (default \`${JSON.stringify(option.default)}\`): ${option.description}`).join('\n')}\n`}
${allowing(rule)}`;
}
