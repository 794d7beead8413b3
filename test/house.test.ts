/** The rooms of the house and who may enter which: `docs/architecture.md` says why. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT, rulesOnDisk } from './support/rules.js';

/** What each room's files may import, besides files of the room itself. Longest matching prefix wins. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'src/place.ts': [],
  'src/nearest.ts': [],
  'src/wildcard.ts': [],
  'src/bytes.ts': [],
  'src/secrets.ts': ['src/bytes.ts', 'src/secrets/'],
  'src/secrets/': ['src/fingerprint.ts'],
  'src/score.ts': ['src/rule.ts'],
  'src/version.ts': [],
  'src/context.ts': [],
  'src/config.ts': ['src/place.ts'],
  'src/rule.ts': [
    'src/place.ts',
    'src/config.ts',
    'src/bytes.ts',
    'src/context.ts',
    'src/secrets.ts',
    'src/nearest.ts',
    'src/shellcheck.ts',
    'src/dockerfile/',
    'src/wildcard.ts',
    'src/image/',
  ],
  'src/shellcheck.ts': ['src/place.ts', 'src/rule.ts', 'src/dockerfile/subject.ts'],
  'src/report.ts': ['src/place.ts', 'src/rule.ts'],
  'src/engine.ts': ['src/place.ts', 'src/report.ts', 'src/rule.ts', 'src/dockerfile/subject.ts'],
  'src/assemble.ts': ['src/findings/', 'src/report.ts', 'src/rule.ts', 'src/version.ts'],
  'src/selection.ts': ['src/rule.ts', 'src/nearest.ts'],
  'src/image/': ['src/place.ts', 'src/config.ts', 'src/wildcard.ts', 'npm:fzstd', 'npm:minimatch', 'node:'],
  'src/remote/': [
    'src/image/',
    'src/secrets.ts',
    'src/nearest.ts',
    'src/version.ts',
    'npm:undici/',
    'npm:undici',
    'node:',
  ],
  'src/cache/': ['src/image/', 'node:'],
  'src/dockerfile/': ['src/place.ts', 'src/config.ts', 'src/context.ts', 'src/rule.ts', 'npm:unbash'],
  'src/findings/': [
    'src/place.ts',
    'src/wildcard.ts',
    'src/report.ts',
    'src/rule.ts',
    'src/secrets.ts',
    'src/dockerfile/model.ts',
    'src/fingerprint.ts',
    'src/selection.ts',
  ],
  'src/fingerprint.ts': [],
  'src/reports/': ['src/report.ts', 'src/rule.ts', 'src/fingerprint.ts', 'npm:picocolors'],
  'src/builtin.ts': ['rules/index.ts'],
  'src/lint.ts': ['src/'],
  'src/lint-image.ts': ['src/'],
  'src/index.ts': [
    'src/lint.ts',
    'src/lint-image.ts',
    'src/assemble.ts',
    'src/image/open.ts',
    'src/image/model.ts',
    'src/remote/',
    'src/builtin.ts',
    'src/report.ts',
    'src/rule.ts',
    'src/selection.ts',
  ],
  'src/settings.ts': [
    'src/settings/',
    'src/secrets.ts',
    'src/selection.ts',
    'src/rule.ts',
    'npm:yaml',
    'npm:ajv',
    'npm:minimatch',
    'node:',
  ],
  'src/settings/': [
    'src/settings.ts',
    'src/selection.ts',
    'src/rule.ts',
    'npm:yaml',
    'npm:ajv',
    'npm:minimatch',
    'node:',
  ],
  'src/lsp/': [
    'src/place.ts',
    'src/context.ts',
    'src/report.ts',
    'src/rule.ts',
    'src/selection.ts',
    'src/secrets.ts',
    'src/version.ts',
    'src/engine.ts',
    'src/lint.ts',
    'src/settings.ts',
    'src/settings/',
    'src/dockerfile/',
    'src/findings/',
    'src/reports/',
    'src/image/text.ts',
    'npm:vscode-jsonrpc/node',
    'npm:vscode-languageserver-protocol',
    'npm:vscode-languageserver-textdocument',
    'node:',
  ],
  'src/cli/': ['src/', 'npm:', 'node:'],
  'rules/index.ts': ['src/rule.ts', 'rules/'],
  'rules/_share/': ['src/rule.ts'],
  'rules/': ['src/rule.ts', 'rules/_share/'],
};

/** Files that are types only at run time may be imported from anywhere as types. */
const IMPORT = /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

const sources = ['src', 'rules'].flatMap(dir =>
  fs
    .readdirSync(path.join(ROOT, dir), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')),
);

function importsOf(file: string): string[] {
  const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(match => {
    const target = (match[2] ?? match[3] ?? match[4]) as string;
    if (target.startsWith('node:')) return target;
    if (!target.startsWith('.')) return `npm:${target}`;
    return path.posix.normalize(path.posix.join(path.posix.dirname(file), target)).replace(/\.js$/, '.ts');
  });
}

function roomOf(file: string): string {
  const rooms = Object.keys(MAY).filter(room => (room.endsWith('/') ? file.startsWith(room) : file === room));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? '';
}

test('every file stands in a room', () => {
  assert.deepEqual(
    sources.filter(file => roomOf(file) === ''),
    [],
  );
});

test('imports run one way', () => {
  const wrong: string[] = [];
  for (const file of sources) {
    const room = roomOf(file);
    for (const target of importsOf(file)) {
      const inside = room.endsWith('/') && !room.startsWith('rules/') && target.startsWith(room);
      const share = room === 'rules/_share/' && target.startsWith(room);
      if (!inside && !share && !MAY[room]?.some(may => (/[/:]$/.test(may) ? target.startsWith(may) : target === may)))
        wrong.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('only the command line touches the process', () => {
  const touching = sources.filter(
    file =>
      !file.startsWith('src/cli/') &&
      // How long it waits before it asks again changes no answer; tests hand in a clock and dice of their own.
      file !== 'src/remote/retry.ts' &&
      /\bprocess\.|\bconsole\.|Date\.now|new Date\(|Math\.random/.test(
        fs.readFileSync(path.join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
      ),
  );
  assert.deepEqual(touching, []);
});

test('no file of src holds the id of a rule', async () => {
  const ids = (await rulesOnDisk()).map(({ rule }) => rule.id);
  const naming = sources
    .filter(file => file.startsWith('src/'))
    .flatMap(file => {
      const text = fs.readFileSync(path.join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      return ids.filter(id => new RegExp(`['"\`]${id}['"\`]`).test(text)).map(id => `${file} names ${id}`);
    });
  assert.deepEqual(naming, []);
});

test('every room stands in the architecture page', () => {
  const page = fs.readFileSync(path.join(ROOT, 'docs/architecture.md'), 'utf8');
  for (const room of Object.keys(MAY)) assert.ok(page.includes(`\`${room}\``), `${room} is not described`);
});
