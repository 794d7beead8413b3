import { type DockerfileSubject, defineRule, type Fix, hit, type Stage } from '../../src/rule.js';
import { ACCOUNT_COMMANDS, type AccountChange, accountChange } from '../_share/account-commands.js';
import { endsAsRoot, mayDropRoot, shippedChain, startedPrograms } from '../_share/effective-user.js';

export default defineRule({
  id: 'unused-account',
  aliases: ['tally/user-created-but-never-used'],
  controls: ['CIS-4.1', 'CWE-250'],
  severity: 'warning',
  confidence: 'medium',
  preset: 'recommended',
  summary: 'An account is made, and the image runs as root all the same.',
  why: `Whoever wrote \`useradd app\` did not want root, and nothing in the file ever uses the account: no USER, no \`--chown\`, no \`chown\`, no program that changes over to it. The USER line is
missing, or a \`USER root\` for one step was never taken back.

End with \`USER app\`, better with its number. Where a script or a server that starts as root may change over itself, the rule says "not evaluated".`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN useradd -r -u 1000 app\nCOPY a /a\nCMD ["/a"]\n',
      at: 'app',
      fixed: 'FROM debian:12\nRUN useradd -r -u 1000 app\nCOPY a /a\nUSER app\nCMD ["/a"]\n',
    },
    {
      dockerfile: 'FROM alpine:3.20\nRUN addgroup -S web && adduser -S -G web web\nUSER root\nRUN x',
      at: 'web',
      fixed: 'FROM alpine:3.20\nRUN addgroup -S web && adduser -S -G web web\nUSER root\nRUN x\nUSER web\n',
    },
    {
      dockerfile:
        'FROM ubuntu:24.04 AS base\nRUN useradd one && useradd two\nFROM base\nCOPY --chown=one:one a /a\nCMD ["a"]\n',
      at: 'two',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN useradd app\nUSER app\nCMD ["a"]\n' },
    { dockerfile: 'FROM debian:12\nRUN useradd app\nUSER 1000\nCMD ["a"]\n' },
    { dockerfile: 'FROM debian:12\nRUN useradd app && chown -R app:app /srv\nCMD ["a"]\n' },
    {
      dockerfile: 'FROM debian:12\nRUN useradd -u 1001 app\nCOPY --chown=1001 a /a\nCMD ["a"]\n',
      note: 'by its number',
    },
    { dockerfile: 'FROM debian:12\nRUN useradd app\nENTRYPOINT ["setpriv", "--reuid=app", "--", "a"]\n' },
    { dockerfile: 'FROM debian:12\nRUN useradd app\nENTRYPOINT ["/docker-entrypoint.sh"]\n', note: 'not evaluated' },
    { dockerfile: 'FROM debian:12 AS build\nRUN useradd app\nFROM debian:12\nCMD ["a"]\n', note: 'not in the image' },
    {
      dockerfile: 'FROM debian:12\nFROM alpine:3.20\nRUN adduser -D nullmail\nCMD ["nullmailer-send"]\n',
      note: 'the account of the program that starts',
    },
    { dockerfile: 'FROM debian:12\nRUN useradd -m vscode\n', note: 'the editor enters with it' },
    { dockerfile: 'FROM acme/base:1\nRUN useradd app\nCMD ["a"]\n', note: 'nobody knows whether that is root' },
    { dockerfile: 'FROM debian:12\nRUN groupadd web && usermod -aG web www-data\nCMD ["a"]\n' },
    { dockerfile: 'FROM debian:12\nARG U\nRUN useradd $U && useradd nginx\nCMD ["nginx"]\n' },
    { dockerfile: "FROM debian:12\nRUN useradd dev && echo 'dev ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/dev\n" },
  ],
  *dockerfile(subject) {
    const { target } = subject;
    if (target === undefined) return;
    const made = [...subject.commands(...ACCOUNT_COMMANDS)].flatMap(command => {
      const change = accountChange(command);
      const { stage, onbuild } = command.script.instruction;
      const ships = stage !== undefined && subject.ships(subject.file.stages[stage] as Stage);
      return change?.creates === true && ships && onbuild === undefined ? [change] : [];
    });
    if (made.length === 0) return;
    const root = endsAsRoot(subject, target);
    if (root !== true)
      return yield root === false ? { notApplicable: 'the image does not run as root' } : { notEvaluated: root };
    const chain = shippedChain(subject);
    if (mayDropRoot(chain)) return yield { notEvaluated: 'what starts as root here may change over to the account' };
    const others = textsOf(subject, chain);
    const unused = made
      .slice(0, MOST)
      .find(change => change.name !== undefined && !OUTSIDE.has(change.name) && !isNamed(change, others));
    if (unused?.name === undefined) return;
    const { name } = unused;
    if (!GENERIC.test(name) && startedPrograms(chain).some(program => program.startsWith(name)))
      return yield { notEvaluated: `the program of the account ${name} may change over to it` };
    yield hit(unused.at.span, `${unused.name} is made here and never used: the image runs as root`, {
      help: `end with USER ${unused.uid ?? unused.name}`,
      ...(/^[a-z_][\w-]*$/i.test(unused.name) ? { fix: withUser(subject.file.text, target, unused.name) } : {}),
    });
  },
});

/** Accounts that development containers are entered with, as settings outside this file say. */
const OUTSIDE = new Set(['vscode', 'codespace', 'gitpod', 'coder', 'devcontainer', 'vagrant']);
/** Names that say nothing of the program they are for. */
const GENERIC = /^(?:app|application|apps|user|service|server|worker|runner)$/;
/** So many accounts are looked for. */
const MOST = 20;
/** Their words name accounts, but do not use them. */
const ACCOUNTS = /^(?:useradd|adduser|usermod|groupadd|addgroup|groupmod|gpasswd|passwd|usermod|chage|id|getent)$/;

/** What the instructions of the image say, but for the commands that make accounts. */
function textsOf({ file, scripts }: Pick<DockerfileSubject, 'file' | 'scripts'>, chain: readonly Stage[]): string {
  const texts: string[] = [];
  for (const { instructions } of chain)
    for (const instruction of instructions) {
      const { start, end } = instruction.span;
      let at = start;
      for (const { commands } of scripts(instruction))
        for (const { name, span } of commands) {
          if (name === undefined || !ACCOUNTS.test(name) || span.start < at) continue;
          texts.push(file.text.slice(at, span.start));
          at = span.end;
        }
      texts.push(file.text.slice(at, end));
    }
  return texts.join('\n');
}

/** Does something name the account, or its number, as a word: `app:app`, `--reuid=app`, but not `/home/app`? */
function isNamed({ name = '', uid }: AccountChange, text: string): boolean {
  return [name, ...(uid === undefined || uid === '' ? [] : [uid])].some(word => {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
      if (!/[\w./-]/.test(text[at - 1] ?? ' ') && !/[\w./-]/.test(text[at + word.length] ?? ' ')) return true;
    return false;
  });
}

/** Puts USER in front of what the image starts, or at its end. */
function withUser(text: string, { instructions }: Stage, name: string): Fix {
  const last = instructions.findLast(({ kind }) => kind === 'user')?.index ?? -1;
  const starts = instructions.find(
    ({ kind, index }, i) =>
      (kind === 'cmd' || kind === 'entrypoint') &&
      index > last &&
      instructions
        .slice(i)
        .every(other =>
          ['cmd', 'entrypoint', 'expose', 'label', 'healthcheck', 'stopsignal', 'env', 'volume'].includes(other.kind),
        ),
  );
  const title = `End with USER ${name}`;
  if (starts !== undefined)
    return {
      title,
      safety: 'review',
      edits: [{ span: { start: starts.span.start, end: starts.span.start }, text: `USER ${name}\n` }],
    };
  const end = instructions.at(-1)?.span.end ?? text.length;
  const tail = text.slice(end).trim() === '';
  const span = { start: end, end: tail ? text.length : end };
  return { title, safety: 'review', edits: [{ span, text: `\nUSER ${name}${tail ? '\n' : ''}` }] };
}
