import { type BuildContext, defineRule, hit, type Text } from '../../src/rule.js';
import { isFromContext } from '../_share/copies.js';
import { cleanPath, climbsOut, type IgnoreFile, ignoredBy, readIgnoreFile } from '../_share/dockerignore.js';
import { sourceKind } from '../_share/sources.js';
import { countFitting, isWildcard, MOST_WORK } from '../_share/wildcards.js';

/** Folders that a step before the image's build fills: nobody expects them in a fresh checkout. */
const MADE =
  /^(?:\.?build|dist|out|output|target|bin|obj|publish|release|releases|public|coverage|artifacts?|vendor|node_modules|_site|site|\.next|\.output|wheels?)$/i;

export default defineRule({
  id: 'missing-source',
  aliases: [],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'COPY or ADD names a file that is not in the build context.',
  why: `The build stops there, often after minutes of other steps. The file has been renamed, its letters are in another case than on the machine where it was written, or the path begins at the folder of the Dockerfile where it
has to begin at the context.

Correct the path, or build with another context. It is told only where the context is named (\`--context\`) and could be listed. What lies below folders that a step before the build fills (\`dist\`, \`target\`, …) is told
as info, and a wildcard that finds nothing as a warning. A file that is there but ignored is \`copied-ignored-file\`.`,
  bad: [
    {
      dockerfile: 'FROM node:22\nCOPY package.json ./Server.js lib/a.js /app/\nADD ["conf", "/conf"]\n',
      context: { paths: ['package.json', 'server.js', 'lib/', 'lib/b.js'] },
      at: ['./Server.js', 'lib/a.js', 'conf'],
    },
    {
      dockerfile: 'FROM debian:12\nARG F=a.txt\nCOPY $F /x\nCOPY *.conf lib/[a-c].js /y/\n',
      context: { ignore: 'b.conf\n', paths: ['b.txt', 'lib/', 'lib/d.js'] },
      at: ['$F', '*.conf', 'lib/[a-c].js'],
    },
    {
      dockerfile: 'FROM debian:12\nCOPY target/app.jar /\nCOPY a/../x/ /x\n',
      context: { paths: ['pom.xml'] },
      at: ['target/app.jar', 'a/../x/'],
      note: 'the first is info: a step before makes it',
    },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nCOPY . /a\nCOPY a.txt lib lib/ ./lib/b.js /lib/../a.txt *.txt li* l?b/*.js /x/\n',
      context: { paths: ['a.txt', 'lib/', 'lib/b.js'] },
    },
    {
      dockerfile:
        'FROM debian:12 AS b\nFROM debian:12\nARG F\nCOPY --from=b /x /y\nCOPY $F /z\nADD https://acme.io/x git@acme.io:x /w/\nCOPY <<EOF /v\nEOF\n',
      context: { paths: [] },
    },
    { dockerfile: 'FROM debian:12\nCOPY x /y\n', note: 'nobody knows the context' },
    { dockerfile: 'FROM debian:12\nCOPY x /y\n', context: { ignore: 'a\n' }, note: 'it was not listed' },
    {
      dockerfile: 'FROM debian:12\nCOPY x.log y.log link/a ../q /z/\nONBUILD COPY q /q\n',
      context: { ignore: '*.log\n', paths: ['link', 'y.log'] },
      note: 'ignored, or out of the context: another rule; behind a link; the context of whoever builds from this image',
    },
  ],
  *dockerfile({ context, instructions, stateBefore }) {
    const copies = [...instructions('copy', 'add')].filter(isFromContext);
    if (copies.length === 0) return yield { notApplicable: 'nothing is copied from the build context' };
    if (context?.paths === undefined) return yield { notEvaluated: 'the files of the build context are not known' };
    const listing = listed(context, context.paths);
    for (const copy of copies) {
      if (copy.onbuild !== undefined) continue;
      const state = stateBefore(copy);
      for (const source of copy.sources) {
        const expanded = state.expand(source);
        const kind = sourceKind(source, expanded);
        if (expanded.value === undefined || (kind !== 'local' && kind !== 'archive')) continue;
        // A path that leads out of the context is another rule's.
        if (climbsOut(expanded.value)) continue;
        const path = cleanPath(expanded.value);
        const verdict = found(path, listing);
        if (verdict === 'unknown')
          yield { notEvaluated: `whether ${path} is there cannot be told from the list of files` };
        if (verdict === 'no') yield missing(source, path, listing);
      }
    }
  },
});

interface Listing {
  readonly paths: readonly string[];
  /** Without slashes at the end. */
  readonly names: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly ignore: IgnoreFile | undefined;
  readonly budget: { left: number };
  /** Names by their lower case, made when first asked for. */
  readonly spellings: () => ReadonlyMap<string, string>;
}

function listed({ ignore }: BuildContext, paths: readonly string[]): Listing {
  const folders = paths.flatMap(path => (path.endsWith('/') ? path.slice(0, -1) : []));
  const names = paths.map(path => path.replace(/\/$/, ''));
  let spellings: ReadonlyMap<string, string> | undefined;
  return {
    paths,
    names: new Set(names),
    spellings: () => (spellings ??= new Map(names.map(name => [name.toLowerCase(), name]))),
    folders: new Set(folders),
    ignore: ignore === undefined ? undefined : readIgnoreFile(ignore),
    budget: { left: MOST_WORK },
  };
}

/** Is there such a file or folder, or one that the wildcard fits? What is ignored is another rule's. */
function found(path: string, { paths, names, folders, ignore, budget }: Listing): 'yes' | 'no' | 'unknown' {
  if (path === '.' || names.has(path)) return 'yes';
  if (ignore !== undefined && (ignoredBy(ignore, path) !== undefined || ignore.budget.left < 0)) return 'yes';
  const parts = path.split('/');
  for (let end = 1; end < parts.length; end++) {
    const above = parts.slice(0, end).join('/');
    // A link to a folder is listed like a file; what lies behind it is not.
    if (names.has(above) && !folders.has(above)) return 'unknown';
  }
  if (!isWildcard(path)) return 'no';
  const count = countFitting(path, paths, budget, 1);
  return count === undefined ? 'unknown' : count > 0 ? 'yes' : 'no';
}

function missing({ span }: Text, path: string, { spellings }: Listing): ReturnType<typeof hit> {
  if (isWildcard(path))
    return hit(span, 'nothing in the build context fits this, and the build stops here', {
      help: 'correct the wildcard, or build with another context',
      severity: 'warning',
    });
  const other = spellings().get(path.toLowerCase());
  const made = path.split('/').some(part => MADE.test(part));
  return hit(span, `there is no ${path} in the build context, and the build stops here`, {
    help:
      other === undefined
        ? made
          ? 'make it before the image is built, or correct the path'
          : 'correct the path, which begins at the context, or build with another context'
        : `write ${other}: letter case counts`,
    ...(made ? { severity: 'info' as const } : {}),
  });
}
