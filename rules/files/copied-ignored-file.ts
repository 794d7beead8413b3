import { defineRule, fits, hit } from '../../src/rule.js';
import {
  cleanPath,
  type IgnoreFile,
  type IgnorePattern,
  ignoredBy,
  mayLetIn,
  readIgnoreFile,
} from '../_share/dockerignore.js';
import { sourceKind } from '../_share/sources.js';

export default defineRule({
  id: 'copied-ignored-file',
  aliases: ['CopyIgnoredFile', 'tally/buildkit/CopyIgnoredFile'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'COPY or ADD names a file that the ignore file keeps out of the build.',
  why: `What \`.dockerignore\` names is not sent to the builder, so the build fails with "not found" although the file lies there, and people look for it in the wrong place.

Take the pattern out of the ignore file, let this one file in again with \`!path\` below it, or do not copy it. Patterns are read as the builder reads them: in order, the last one that
fits a path or a folder above it wins, and they begin at the root of the context: \`*.log\` does not reach into folders, \`**/*.log\` does. Files that are copied \`--from\` elsewhere,
URLs and heredocs are never ignored.`,
  bad: [
    {
      dockerfile: 'FROM node:22\nCOPY package.json ./dist/app.js /app/\nADD .env /app/\n',
      context: { ignore: '# build output\ndist\n.env*\n' },
      at: ['./dist/app.js', '.env'],
    },
    {
      dockerfile: 'FROM debian:12\nCOPY go.mod /go.sum ["a b"] /x/\nCOPY src/main.go main.go\n',
      context: { ignore: '*\n!src\n!go.*\ngo.sum\n**/*.go' },
      at: ['/go.sum', 'src/main.go'],
      note: 'the last pattern that fits wins, and exceptions do not switch the check off',
    },
    { dockerfile: 'FROM debian:12\nCOPY . /app\n', context: { ignore: '**\n' }, at: '.', note: 'nothing is left' },
    {
      dockerfile: 'FROM debian:12\nCOPY *.log /l/\n',
      context: { ignore: '*.log', paths: ['a.log', 'b.log', 'c.txt'] },
      at: '*.log',
      note: 'everything that the wildcard finds is ignored',
    },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nCOPY sub/a.log docs /x/\nCOPY . /app\n',
      context: { ignore: '*.log\ndocs/*\n!docs/README.md\n' },
      note: 'a pattern without `**` does not reach into folders; a part of docs is let in',
    },
    { dockerfile: 'FROM debian:12\nCOPY docs /x\n', context: { ignore: '*\n!docs/README.md' } },
    {
      dockerfile:
        'FROM debian:12 AS a\nFROM debian:12\nARG F\nCOPY --from=a dist /x\nADD https://acme.io/dist /y\nCOPY <<dist $F /z/\ndist\n',
      context: { ignore: 'dist\n' },
    },
    { dockerfile: 'FROM debian:12\nCOPY dist /x\n', note: 'nobody knows the context' },
    { dockerfile: 'FROM debian:12\nCOPY dist /x\n', context: { paths: ['dist/'] } },
  ],
  *dockerfile({ context, instructions, stateBefore }) {
    const copies = [...instructions('copy', 'add')].filter(({ flags }) => !flags.some(flag => flag.name === 'from'));
    if (copies.length === 0) return yield { notApplicable: 'nothing is copied from the build context' };
    if (context === undefined) return yield { notEvaluated: 'the build context is not known' };
    if (context.ignore === undefined) return yield { notApplicable: 'there is no ignore file' };
    const ignore = readIgnoreFile(context.ignore);
    const paths = (context.paths ?? []).slice(0, 20_000);
    for (const copy of copies) {
      if (copy.onbuild !== undefined) continue;
      const state = stateBefore(copy);
      for (const source of copy.sources) {
        const expanded = state.expand(source);
        const kind = sourceKind(source, expanded);
        if (expanded.value === undefined || expanded.value === '' || (kind !== 'local' && kind !== 'archive')) continue;
        const pattern = keptOut(cleanPath(expanded.value.replaceAll('\\', '/')), ignore, paths);
        if (ignore.budget.left < 0)
          return yield { notEvaluated: 'the ignore file takes more work than is spent on it' };
        if (pattern === undefined) continue;
        const file = context.ignorePath ?? '.dockerignore';
        yield hit(source.span, `line ${pattern.line} of ${file} keeps this out of the build: ${pattern.pattern}`, {
          help: `take the pattern out of ${file}, or add a line with ! in front of the path below it`,
        });
      }
    }
  },
});

/** The pattern that leaves nothing of a source: of all that its wildcards find, where the context was listed. */
function keptOut(source: string, ignore: IgnoreFile, paths: readonly string[]): IgnorePattern | undefined {
  if (!/[*?[]/.test(source)) return nothingLeft(source, ignore, paths);
  if (/[?[]/.test(source) || source.includes('**')) return undefined;
  const wanted = source.split('/');
  let first: IgnorePattern | undefined;
  for (const path of paths) {
    const parts = path.replace(/\/$/, '').split('/');
    if (parts.length !== wanted.length || !parts.every((part, i) => fits(wanted[i] as string, part))) continue;
    const pattern = nothingLeft(parts.join('/'), ignore, paths);
    if (pattern === undefined) return undefined;
    first ??= pattern;
  }
  return first;
}

function nothingLeft(path: string, ignore: IgnoreFile, paths: readonly string[]): IgnorePattern | undefined {
  const { patterns } = ignore;
  const everything = patterns.find(({ pattern, exception }) => !exception && /^\*\*?$/.test(pattern));
  const pattern = path === '.' ? everything : ignoredBy(ignore, path);
  if (pattern === undefined) return undefined;
  const isFile = paths.includes(path) || (!paths.includes(`${path}/`) && /[^/.][^/]*\.[^/.]+$/.test(path));
  return !isFile && mayLetIn(patterns.slice(patterns.indexOf(pattern)), path) ? undefined : pattern;
}
