import {
  type Command,
  type DockerfileSubject,
  defineRule,
  fits,
  hit,
  type Instruction,
  mountsOf,
} from '../../src/rule.js';
import { commandsOf, isCleaned, isMounted } from '../_share/cleanup.js';
import { isShipped } from '../_share/lineage.js';
import { resolvePath } from '../_share/workdirs.js';

/** Programs that put a file elsewhere as it is: the last word is where. */
const COPIERS = new Set(['cp', 'mv', 'install', 'rsync', 'dd', 'gcp', 'ginstall']);
/** Programs that write what they read, or are given, on to their standard output. */
const SPEAKERS = new Set([
  'cat',
  'echo',
  'printf',
  'head',
  'tail',
  'tee',
  'base64',
  'tr',
  'sed',
  'awk',
  'envsubst',
  'jq',
]);
/** Folders that are no part of any layer. */
const GONE = /^\/(?:dev|proc|sys)\//;

export default defineRule({
  id: 'secret-mount-copied',
  aliases: [],
  controls: ['CIS-4.10', 'CWE-522', 'CWE-538'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A secret that is mounted for one step is written into the layer.',
  why: `\`RUN --mount=type=secret\` keeps a secret out of the image only as long as the step does not write it down. A copy of it, as with \`cp /run/secrets/npmrc ~/.npmrc\`, is a file of the layer like any
other, and everybody who pulls the image has it. Removing it in a later RUN does not help: the layer before keeps it.

Let the program read the secret where it is mounted: mount it where the program looks for it (\`target=/root/.npmrc\`), or name it in a variable (\`NPM_CONFIG_USERCONFIG=/run/secrets/npmrc\`). A copy that the same RUN
removes, or that lies in a mount, is no part of the layer and is not told.`,
  bad: [
    {
      dockerfile: 'FROM node:22\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm ci\n',
      at: '/root/.npmrc',
    },
    {
      dockerfile:
        'FROM node:22\nWORKDIR /app\nRUN --mount=type=secret,id=npmrc,target=/tmp/npmrc cat /tmp/npmrc > .npmrc && npm ci\nRUN rm .npmrc\n',
      at: '.npmrc',
      note: 'a later RUN removes it too late',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=secret,id=token,env=TOKEN echo "machine example.com password $TOKEN" >> /root/.netrc && git fetch\n',
      at: '/root/.netrc',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=secret,id=key <<EOF\nmkdir -p /root/.ssh\ninstall -m 600 /run/secrets/key /root/.ssh/id_ed25519\nEOF\n',
      at: '/root/.ssh/id_ed25519',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=secret,id=env printf "TOKEN=%s" "$(cat /run/secrets/env)" | tee /app/.env\n',
      at: '/app/.env',
    },
  ],
  good: [
    { dockerfile: 'FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n' },
    {
      dockerfile:
        'FROM node:22\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm ci && rm /root/.npmrc\n',
      note: 'removed in the same step',
    },
    {
      dockerfile:
        'FROM node:22\nRUN --mount=type=secret,id=npmrc --mount=type=tmpfs,target=/root cp /run/secrets/npmrc /root/.npmrc && npm ci\n',
      note: 'into memory',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=secret,id=token TOKEN=$(cat /run/secrets/token) ./fetch > /app/data.json\n',
      note: 'what a program makes with it is not the secret',
    },
    {
      dockerfile: 'FROM debian:12\nRUN --mount=type=secret,id=a cp /etc/hosts /tmp/hosts && cat /etc/hosts > /tmp/h\n',
    },
    {
      dockerfile:
        'FROM debian:12 AS build\nRUN --mount=type=secret,id=a cp /run/secrets/a /root/a\nFROM scratch\nCOPY --from=build /x /x\nUSER 1\n',
      note: 'a stage whose layers do not ship',
    },
  ],
  *dockerfile(subject) {
    for (const run of subject.instructions('run')) {
      const secrets = secretsOf(subject, run);
      if (secrets.length === 0 || !isShipped(subject, run)) continue;
      for (const command of commandsOf(subject, run)) {
        for (const { path, span } of copiesIn(subject, command, secrets)) {
          if (GONE.test(path) || isMounted(subject, run, path) || secrets.some(secret => secret.path === path))
            continue;
          const cleaned = isCleaned(subject, command, [path], later => removes(later, folderOf(subject, run), path));
          if (cleaned === true) continue;
          yield hit(span, 'the secret that is mounted for this step is written into the layer', {
            help: 'let the program read it where it is mounted, or mount it where the program looks for it: target=…',
            ...(cleaned === undefined ? { confidence: 'medium' } : {}),
          });
        }
      }
    }
  },
});

/** What a mount gives the step: a file, or a variable. */
interface Secret {
  readonly path: string | undefined;
  readonly variable: string | undefined;
}

function secretsOf(subject: DockerfileSubject, run: Instruction): Secret[] {
  const state = subject.stateBefore(run);
  return mountsOf(run).flatMap(({ type, target, options }) => {
    if (type !== 'secret') return [];
    const variable = options.get('env');
    const id = options.get('id') ?? target?.split('/').at(-1) ?? variable;
    const where = target ?? (variable === undefined ? `/run/secrets/${id}` : undefined);
    const path = where === undefined ? undefined : state.expand(where).value;
    return [{ path: path === undefined ? undefined : resolvePath('/', path), variable }];
  });
}

/** Where the command puts the secret, if it does. */
function* copiesIn(subject: DockerfileSubject, command: Command, secrets: readonly Secret[]) {
  const folder = folderOf(subject, command.script.instruction);
  const speaks = (one: Command): boolean =>
    one.name !== undefined &&
    SPEAKERS.has(one.name) &&
    [...one.args, ...one.redirects.flatMap(({ operator, target }) => (operator === '<' ? (target ?? []) : []))].some(
      ({ text, value, variables }) => secrets.some(secret => names(secret, value ?? text, variables)),
    );
  const words = command.args.filter(({ text }) => !text.startsWith('-'));
  const last = words.at(-1);
  if (command.name !== undefined && COPIERS.has(command.name) && last !== undefined) {
    const sources = words.slice(0, -1);
    if (sources.some(({ text, value }) => secrets.some(({ path }) => path !== undefined && (value ?? text) === path)))
      yield { path: resolvePath(folder, last.value ?? last.text), span: last.span };
    return;
  }
  // What stands before it in a pipe, or it itself, says the secret, and it writes that down.
  const parts = command.pipeline?.parts ?? [];
  const before = parts.slice(0, parts.indexOf(command) + 1);
  const said = speaks(command) || (isPassedOn(command) && before.some(part => part !== undefined && speaks(part)));
  if (!said) return;
  for (const { operator, target, fd } of command.redirects)
    if (/^(?:>|>>|>\||&>)$/.test(operator) && (fd ?? 1) === 1 && target !== undefined)
      yield { path: resolvePath(folder, target.value ?? target.text), span: target.span };
  if (command.name === 'tee')
    for (const word of words) yield { path: resolvePath(folder, word.value ?? word.text), span: word.span };
}

function folderOf(subject: DockerfileSubject, run: Instruction): string {
  return subject.stateBefore(run).workdir.value ?? '/';
}

/** Does the command remove the file? */
function removes({ name, args }: Command, folder: string, path: string): boolean {
  if (name !== 'rm' && name !== 'shred' && name !== 'unlink') return false;
  return args.some(({ text, value }) => {
    if (text.startsWith('-')) return false;
    const at = resolvePath(
      folder,
      (value ?? text).replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/)/, '/root').replace(/["']/g, ''),
    );
    return at === path || path.startsWith(`${at}/`) || fits(at, path);
  });
}

function isPassedOn({ name }: Command): boolean {
  return name !== undefined && SPEAKERS.has(name);
}

function names({ path, variable }: Secret, text: string, variables: readonly string[]): boolean {
  if (variable !== undefined && variables.includes(variable)) return true;
  if (path === undefined) return false;
  const at = text.indexOf(path);
  return at !== -1 && !/[\w.-]/.test(text[at + path.length] ?? '');
}
