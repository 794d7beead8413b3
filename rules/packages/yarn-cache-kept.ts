import {
  type Command,
  type DockerfileSubject,
  defineRule,
  fits,
  hit,
  type Instruction,
  mountsOf,
} from '../../src/rule.js';
import { commandsOf, isCleaned } from '../_share/cleanup.js';
import { appended, through } from '../_share/edits.js';
import { firstOfStages } from '../_share/first-of-stage.js';
import { type LanguageCall, nodeInstall } from '../_share/language-packages.js';
import { isShipped, precedes } from '../_share/lineage.js';
import { mayBeFlags } from '../_share/unknown-flags.js';

/** Where Yarn 1 keeps it: root's, another user's, and what newer versions share between projects. */
const CACHES = ['/usr/local/share/.cache/yarn', '/root/.cache/yarn', '/root/.yarn/berry/cache'];
/** Variables that put the cache somewhere else, or say where. */
const SWITCHES = [
  'YARN_CACHE_FOLDER',
  'YARN_ENABLE_GLOBAL_CACHE',
  'YARN_GLOBAL_FOLDER',
  'npm_config_cache_folder',
  'XDG_CACHE_HOME',
];

export default defineRule({
  id: 'yarn-cache-kept',
  aliases: ['DL3060'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'recommended',
  summary: '`yarn` leaves its cache in a layer.',
  why: `Yarn keeps every package that it downloads a second time, unpacked, under \`/usr/local/share/.cache/yarn\` or \`~/.cache/yarn\`: often hundreds of megabytes. In a layer nobody will ever use them again, and everybody pulls them. A later RUN cannot take them out.

End the same RUN with \`yarn cache clean\`, or mount a cache and say where it is: \`RUN --mount=type=cache,target=/root/.yarn YARN_CACHE_FOLDER=/root/.yarn yarn install\`, which makes the next build faster too. A stage whose layers are not part of the image does
not matter and is left alone. So are projects with their own \`.yarn/releases\`, \`.yarnrc.yml\` or \`corepack\`, whose newer Yarn may keep its cache in the project.`,
  bad: [
    {
      dockerfile: 'FROM node:22\nRUN yarn install --frozen-lockfile\n',
      at: 'yarn install',
      fixed: 'FROM node:22\nRUN yarn install --frozen-lockfile && yarn cache clean\n',
    },
    {
      dockerfile: 'FROM node:22\nCOPY . .\nRUN yarn --production \\\n    && yarn build\nRUN yarn cache clean\n',
      at: 'yarn --production',
      fixed:
        'FROM node:22\nCOPY . .\nRUN yarn --production \\\n    && yarn build \\\n    && yarn cache clean\nRUN yarn cache clean\n',
      note: 'without a word it installs too; another layer is too late',
    },
    {
      dockerfile:
        'FROM node:22 AS base\nRUN yarn cache clean && yarn global add serve && yarn && rm -rf /root/.cache/pip\nFROM base\nCMD ["x"]\n',
      at: 'yarn',
    },
    { dockerfile: 'FROM node:22\nONBUILD RUN yarn add react\n', at: 'yarn add' },
  ],
  good: [
    {
      dockerfile:
        'FROM node:22\nRUN yarn install && yarn cache clean\nRUN yarn && yarn cache clean --all\nRUN yarn add a; rm -rf /usr/local/share/.cache\n',
    },
    {
      dockerfile:
        'FROM node:22\nUSER node\nRUN yarn && rm -rf ~/.cache/yarn\nRUN yarn install && rm -rf "$(yarn cache dir)"\n',
    },
    {
      dockerfile:
        'FROM node:22\nRUN --mount=type=tmpfs,target=/root/.cache/yarn yarn install\nRUN --mount=type=cache,target=/usr/local/share/.cache yarn\nRUN --mount=type=cache,target=/c yarn install --cache-folder /c\n',
    },
    {
      dockerfile: 'FROM node:22\nENV YARN_CACHE_FOLDER=/tmp/c\nRUN yarn install\n',
      note: 'it lies where nobody looks for it here',
    },
    { dockerfile: 'FROM node:22 AS build\nRUN yarn install\nFROM nginx\nCOPY --from=build /app /app\n' },
    {
      dockerfile: 'FROM node:22\nRUN corepack enable\nRUN yarn install --immutable\n',
      note: 'a newer Yarn, which may have its cache in the project',
    },
    {
      dockerfile:
        'FROM node:22\nCOPY .yarnrc.yml package.json ./\nCOPY .yarn/releases .yarn/releases\nRUN yarn install\n',
    },
    {
      dockerfile:
        'FROM node:22\nRUN yarn install --immutable && yarn --version && yarn build && yarn run install && yarn config set x y\nARG FLAGS\nRUN yarn install $FLAGS\n',
    },
  ],
  *dockerfile(subject) {
    const modern = firstOfStages(newer(subject));
    for (const instruction of subject.instructions('run')) {
      const call = lastInstall(commandsOf(subject, instruction));
      if (call === undefined || !isShipped(subject, instruction)) continue;
      if (isElsewhere(subject, instruction, call) || modern.some(precedes(subject, instruction))) continue;
      const cleaned = isCleaned(subject, call.command, CACHES, cleans);
      if (cleaned === undefined) yield { notEvaluated: 'a command that cannot be read from here may remove the cache' };
      if (cleaned !== false) continue;
      const flags = mayBeFlags(subject, call.command);
      if (flags !== undefined) {
        yield { notEvaluated: `${flags.text} may hold --cache-folder` };
        continue;
      }
      const { file } = subject;
      const edit = appended(file.text, file.escape, call.command, 'yarn cache clean');
      yield hit(through(call.command, call.verb), 'Yarn keeps everything it downloads a second time in this layer', {
        help: 'end this RUN with yarn cache clean, or mount a cache',
        ...(edit && { fix: { title: 'Add yarn cache clean', safety: 'review', edits: [edit] } }),
      });
    }
  },
});

function lastInstall(commands: readonly Command[]): LanguageCall | undefined {
  for (const command of [...commands].reverse()) {
    const call = command.name === 'yarn' ? nodeInstall(command) : undefined;
    if (call !== undefined) return call;
  }
  return undefined;
}

/** The cache is mounted, lies where a flag or a variable says, or belongs to a newer Yarn, as its flags show. */
function isElsewhere(
  subject: DockerfileSubject,
  instruction: Instruction,
  { command, arguments: given }: LanguageCall,
): boolean {
  if (given.flag('--cache-folder', '--immutable', '--immutable-cache', '--mode', '--help', '-h') !== undefined)
    return true;
  const state = subject.stateBefore(instruction);
  const isSet = SWITCHES.some(name => {
    const variable = state.variable(name);
    return variable !== undefined && variable.value.value !== '';
  });
  if (isSet) return true;
  if ([command, ...command.wrappers].some(({ assignments }) => assignments.some(({ name }) => SWITCHES.includes(name))))
    return true;
  const sets = commandsOf(subject, instruction).some(
    ({ name, args }) => name === 'export' && args.some(({ text }) => SWITCHES.includes(text.split('=')[0] as string)),
  );
  return (
    sets ||
    mountsOf(instruction).some(
      ({ type, target = '' }) => /^(cache|tmpfs)$/.test(type) && /\.cache\/?$|yarn|\$/.test(target),
    )
  );
}

function cleans({ name, args }: Command): boolean {
  if (name === 'yarn') return args[0]?.value === 'cache' && args[1]?.value === 'clean';
  return name === 'rm' && args.some(({ text }) => text.includes('yarn cache dir'));
}

/** Instructions that bring a newer Yarn, or may do so. */
function* newer(subject: DockerfileSubject): Iterable<Instruction> {
  for (const { name, args, script } of subject.commands('corepack', 'yarn'))
    if (name === 'corepack' || args[0]?.value === 'set') yield script.instruction;
  for (const copy of subject.instructions('copy', 'add'))
    if (copy.sources.some(({ text }) => /(^|\/)\.yarn(rc\.yml|\/|$)/.test(text) || fits('*.yarn*', text))) yield copy;
}
