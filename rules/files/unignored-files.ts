import { type CopyInstruction, type DockerfileSubject, defineRule, hit, type Severity } from '../../src/rule.js';
import { isFromContext } from '../_share/copies.js';
import { isShipped } from '../_share/lineage.js';
import { sourceKind } from '../_share/sources.js';
import { folderOf, takenBy, type Unwanted, unwantedIn } from '../_share/unwanted-files.js';

const INSTALLERS = ['npm', 'yarn', 'pnpm', 'bun'] as const;
const WHAT: Readonly<Record<Unwanted['kind'], string>> = {
  key: 'keys',
  secret: 'what may hold credentials',
  history: 'the history of the repository',
  modules: 'the packages of another machine',
};

export default defineRule({
  id: 'unignored-files',
  aliases: ['DKL-LI-0003'],
  controls: ['CIS-4.10', 'CWE-538'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'COPY of a folder takes along what nobody wants in an image.',
  why: `\`COPY . .\` takes whatever lies in the folder: on the machine of whoever builds that may be \`.env\`, a private key, and \`.git\` with every version there ever was. Everybody who can pull the image can read it,
and a later RUN that deletes it does not take it out of the layer. \`node_modules\` of another system overwrites what \`npm ci\` has installed, and fails when it is run.

Name them in \`.dockerignore\`, or copy by name what is needed. The rule looks at the files of the context (\`--context\`) that the ignore file lets through: private keys and stores of credentials are an error, the
history of a repository alone is info, and so is everything in a stage that does not ship.`,
  bad: [
    {
      dockerfile: 'FROM node:22\nWORKDIR /app\nRUN npm ci\nCOPY . .\n',
      context: { paths: ['.env', '.git/', '.git/HEAD', 'a.js', 'node_modules/', 'node_modules/x/'] },
      at: '.',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY --chown=1 ["conf", "./", "/x/"]\nCOPY . /y\n',
      context: {
        ignore: '.git\n*.pem\n.env\n',
        paths: ['.env', '.git/', 'conf/', 'conf/.env', 'conf/id_rsa', 'tls.key'],
      },
      at: ['conf', './'],
      note: 'once for each file: the pattern does not reach into folders',
    },
    {
      dockerfile: 'FROM debian:12\nADD / /x\n',
      context: { ignore: '*\n!.git\n', paths: ['.git/', '.git/HEAD'] },
      at: '/',
      note: 'let in again; told as info',
    },
  ],
  good: [
    {
      dockerfile: 'FROM node:22\nCOPY . .\nRUN npm ci\n',
      context: { ignore: '**/.env*\n.git\nnode_modules\n', paths: ['.env', '.git/', 'a/', 'a/.env', 'node_modules/'] },
    },
    {
      dockerfile: 'FROM nginx:1.27\nCOPY . /srv\n',
      context: { ignore: '.git/*\n', paths: ['.git/', '.git/HEAD', 'node_modules/', '.env.example', 'id_rsa.pub'] },
      note: 'nothing of the folder is left; the packages are wanted where nothing installs any',
    },
    {
      dockerfile: 'FROM debian:12 AS a\nFROM debian:12\nCOPY --from=a . /x\nCOPY src a.js /y/\n',
      context: { paths: ['.env', '.git/', 'src/', 'src/testdata/', 'src/testdata/id_rsa', 'a.js'] },
    },
    { dockerfile: 'FROM debian:12\nCOPY . /x\n', note: 'nobody knows the context' },
    { dockerfile: 'FROM debian:12\nCOPY . /x\n', context: { ignore: 'a' } },
  ],
  *dockerfile(subject) {
    const copies = [...subject.instructions('copy', 'add')].filter(copy => isFromContext(copy));
    if (copies.length === 0) return yield { notApplicable: 'nothing is copied from the build context' };
    const unwanted = unwantedIn(subject.context);
    if (unwanted === undefined || subject.context === undefined)
      return yield { notEvaluated: 'the files of the build context are not known' };
    if (unwanted.length === 0) return;
    const installing = stagesThatInstall(subject);
    const told = new Set<string>();
    for (const copy of copies) {
      if (copy.onbuild !== undefined) continue;
      const state = subject.stateBefore(copy);
      for (const source of copy.sources) {
        const expanded = state.expand(source);
        const folder =
          expanded.value === undefined || sourceKind(source, expanded) !== 'local'
            ? undefined
            : folderOf(expanded.value, subject.context);
        if (folder === undefined) continue;
        const taken = takenBy(folder, unwanted).filter(
          ({ path, kind }) => (kind !== 'modules' || installing.has(copy.stage)) && !told.has(`${copy.stage}:${path}`),
        );
        if (taken.length === 0) continue;
        for (const { path } of taken) told.add(`${copy.stage}:${path}`);
        yield hit(source.span, `this takes along ${inWords(taken)}`, {
          help: `name it in ${subject.context.ignorePath ?? '.dockerignore'}, or copy by name what is needed`,
          severity: severityOf(subject, copy, taken),
        });
      }
    }
  },
});

function stagesThatInstall(subject: DockerfileSubject<unknown>): ReadonlySet<number | undefined> {
  const stages = new Set<number | undefined>();
  for (const { name, args, script } of subject.commands(...INSTALLERS))
    if (
      (name === 'yarn' && args.length === 0) ||
      args.some(({ value }) => /^(?:ci|i|install|clean-install)$/.test(value ?? ''))
    )
      stages.add(script.instruction.stage);
  return stages;
}

function inWords(taken: readonly Unwanted[]): string {
  const kinds = [...new Set(taken.map(({ kind }) => kind))].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const sorted = kinds.flatMap(kind => taken.filter(one => one.kind === kind).slice(0, 3));
  // One of each kind first.
  const shown = [...kinds.map(kind => sorted.find(one => one.kind === kind) as Unwanted), ...sorted];
  const paths = [...new Set(shown.map(({ path }) => path))].slice(0, 3);
  const more = taken.length - paths.length;
  return `${kinds.map(kind => WHAT[kind]).join(', ')}: ${paths.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const ORDER: readonly Unwanted['kind'][] = ['key', 'secret', 'history', 'modules'];

function severityOf(subject: DockerfileSubject<unknown>, copy: CopyInstruction, taken: readonly Unwanted[]): Severity {
  if (!isShipped(subject, copy) || taken.every(({ kind }) => kind === 'history')) return 'info';
  return taken.some(({ kind }) => kind === 'key') ? 'error' : 'warning';
}
