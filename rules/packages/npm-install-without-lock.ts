import { type DockerfileSubject, defineRule, fits, hit, type Instruction, replacing } from '../../src/rule.js';
import { commandsOf } from '../_share/cleanup.js';
import { ignoredBy, readIgnoreFile } from '../_share/dockerignore.js';
import { through } from '../_share/edits.js';
import { type LanguageCall, nodeInstall } from '../_share/language-packages.js';
import { precedes } from '../_share/lineage.js';

const LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];
/** With these it does something else, or the lock file is not meant to be used. */
const OTHERWISE = [
  '--global',
  '--package-lock-only',
  '--no-package-lock',
  '--package-lock',
  '--no-shrinkwrap',
  '--prefix',
  '-C',
  '--workspace',
  '--dry-run',
  '--help',
  '--location',
  '--no-lockfile',
  '--before',
];
/** Flags that `npm ci` takes too, and in the same sense. */
const COMMON =
  /^(--(production|omit|include|only|ignore-scripts|no-audit|audit|no-fund|fund|no-optional|legacy-peer-deps|strict-peer-deps|force|loglevel|silent|quiet|verbose|unsafe-perm|prefer-offline|offline|no-progress|progress|no-bin-links|no-update-notifier|registry|cache|userconfig|fetch-\w+|maxsockets)|-[sqdf])$/;

export default defineRule({
  id: 'npm-install-without-lock',
  aliases: [],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: '`npm install` is used although there is a lock file, which it may change.',
  why: `When \`package.json\` and the lock file do not agree, \`npm install\` resolves anew and writes another lock file, which nobody ever sees: the image gets versions that nobody has tested. It also keeps what is in \`node_modules\` already.

\`npm ci\` installs exactly what the lock file says, stops when the two do not agree, and is faster. The rule speaks where the lock file is copied by its name into the folder of the installation, or where the build context is known and holds it.`,
  bad: [
    {
      dockerfile:
        'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install --omit=dev && npm cache clean --force\n',
      at: 'npm install',
      fixed:
        'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev && npm cache clean --force\n',
    },
    {
      dockerfile:
        'FROM node:22 AS a\nWORKDIR /app\nCOPY web/npm-shrinkwrap.json /app/npm-shrinkwrap.json\nFROM a\nRUN npm i --no-save\n',
      at: 'npm i',
      note: 'npm ci does not know the flag: nothing is offered',
    },
    {
      dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN ["npm", "install"]\n',
      context: { paths: ['package.json', 'package-lock.json'] },
      at: 'npm", "install',
      fixed: 'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN ["npm", "ci"]\n',
    },
    {
      dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\n',
      context: { paths: ['package-lock.json'] },
      at: 'npm install',
    },
  ],
  good: [
    {
      dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\n',
      context: { paths: ['package-lock.json'], ignore: '*lock.json\n' },
      note: 'it does not get to the builder',
    },
    {
      dockerfile:
        'FROM node:22\nWORKDIR /app\nCOPY package-lock.json package.json ./\nRUN npm ci && npm install -g npm@10 && npm install express@4\n',
    },
    {
      dockerfile:
        'FROM node:22\nWORKDIR /app\nCOPY package-lock.json .\nRUN npm install --package-lock-only && npm i --no-package-lock && npm install $PACKAGES\n',
    },
    {
      dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\n',
      note: 'there is no lock file',
    },
    {
      dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\n',
      note: 'nobody knows without the context',
    },
    {
      dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\n',
      context: { paths: ['package.json'] },
    },
    {
      dockerfile:
        'FROM node:22\nWORKDIR /app\nCOPY package-lock.json ./\nWORKDIR /app/web\nRUN npm install\nRUN cd /srv && npm install\n',
      note: 'another folder',
    },
    {
      dockerfile:
        'FROM node:22\nWORKDIR /app\nRUN npm install\nCOPY package-lock.json ./\nFROM node:22\nWORKDIR /app\nRUN npm install\n',
    },
  ],
  *dockerfile(subject) {
    const locks = copiedLocks(subject);
    if (locks.length === 0) return;
    for (const instruction of subject.instructions('run')) {
      const folder = subject.stateBefore(instruction).workdir.value;
      const commands = commandsOf(subject, instruction);
      const end = commands.findIndex(({ name }) => name === 'cd' || name === 'pushd');
      const calls = (end === -1 ? commands : commands.slice(0, end)).flatMap(command => plainInstall(command) ?? []);
      if (calls.length === 0 || folder === undefined) continue;
      const isBefore = precedes(subject, instruction);
      const here = locks.filter(lock => lock.folder === folder && isBefore(lock.instruction));
      if (here.length === 0) continue;
      if (!here.some(({ certain }) => certain)) {
        yield { notEvaluated: 'only the build context shows whether there is a package-lock.json' };
        continue;
      }
      for (const { command, verb, arguments: given } of calls) {
        const fits = given.flags.every(({ name }) => COMMON.test(name));
        yield hit(
          through(command, verb),
          'npm install may take other versions than the lock file says, and change it',
          {
            help: 'write npm ci',
            ...(fits && { fix: replacing(verb.span, 'ci', 'Write npm ci', 'review') }),
          },
        );
      }
    }
  },
});

interface Lock {
  readonly instruction: Instruction;
  /** Absolute folder it is copied to. */
  readonly folder: string;
  /** It is there, or the build stops. */
  readonly certain: boolean;
}

/** Copies that bring a lock file, or may do so. */
function copiedLocks(subject: DockerfileSubject): Lock[] {
  const locks: Lock[] = [];
  for (const copy of subject.instructions('copy', 'add')) {
    const state = subject.stateBefore(copy);
    const target = copy.destination && state.expand(copy.destination).value;
    const base = state.workdir.value;
    if (target === undefined || (base === undefined && !target.startsWith('/'))) continue;
    const path = normal(target.startsWith('/') ? target : `${base}/${target}`);
    const folder = LOCKS.some(lock => path.endsWith(`/${lock}`)) ? path.replace(/\/[^/]*$/, '') || '/' : path;
    for (const source of copy.sources) {
      const certain = brings(subject, state.expand(source).value, copy.flags.length > 0);
      if (certain !== false) locks.push({ instruction: copy, folder, certain: certain === true });
    }
  }
  // One of each kind is enough for a stage and folder.
  const first = new Map<string, Lock>();
  for (const lock of locks) {
    const key = `${lock.instruction.stage} ${lock.certain} ${lock.folder}`;
    if (!first.has(key)) first.set(key, lock);
  }
  return [...first.values()];
}

/** Does a source bring a lock file? `undefined`: only the context shows it. */
function brings({ context }: DockerfileSubject, source: string | undefined, flagged: boolean): boolean | undefined {
  if (source === undefined) return false;
  const path = normal(source).replace(/^\//, '');
  if (LOCKS.includes(path.split('/').at(-1) ?? '')) return true;
  const isPattern = path.includes('*');
  if (!isPattern && path !== '') return false;
  const candidates = LOCKS.filter(lock => (path === '' ? true : fits(path, lock)));
  if (candidates.length === 0) return false;
  // From another stage, or with files left out, the context says nothing.
  if (context?.paths === undefined || flagged) return isPattern ? undefined : false;
  const ignore = context.ignore === undefined ? undefined : readIgnoreFile(context.ignore);
  return candidates.some(
    lock => context.paths?.includes(lock) && (ignore === undefined || ignoredBy(ignore, lock) === undefined),
  );
}

function plainInstall(command: Parameters<typeof nodeInstall>[0]): LanguageCall | undefined {
  const call = command.name === 'npm' ? nodeInstall(command) : undefined;
  if (call === undefined || !/^(install|i)$/.test(call.verb.value ?? '') || call.packages.length > 0) return undefined;
  return call.arguments.flag(...OTHERWISE) === undefined ? call : undefined;
}

function normal(path: string): string {
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}
