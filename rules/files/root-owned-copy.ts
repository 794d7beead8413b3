import { type CopyInstruction, type DockerfileSubject, defineRule, hit, type Script } from '../../src/rule.js';
import { addedFlag, flagOf, landings, SOMEWHERE, stageOf } from '../_share/copies.js';
import { runsAsRoot } from '../_share/official-images.js';
import { resolvePath } from '../_share/workdirs.js';

/** Where programs and their settings lie: nobody but root is meant to write there. */
const SYSTEM = /^\/(?:bin|boot|etc|lib|lib32|lib64|libexec|sbin|usr(?!\/src(?:\/|$))|docker-entrypoint\.d)(?:\/|$)/;
/** A start script is to be run, not to be written. */
const START = /\/(?:docker-)?entrypoint(?:\.\w+)?$/;

export default defineRule({
  id: 'root-owned-copy',
  aliases: ['tally/copy-after-user-without-chown'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'recommended',
  summary: 'COPY or ADD behind a USER makes files that belong to root.',
  why: `USER says who runs the commands, not whom copied files belong to: without \`--chown\` that is root, or with \`--from\` whoever owns them there. A program, or a later RUN (\`npm ci\`, \`pip install -e .\`), that wants to write there gets "permission denied",
and a \`chown -R\` in a RUN afterwards puts every file into the image a second time.

Where the program has to write, give the files to it: \`COPY --chown=app:app data /app/data\`. Where it only reads them, root as the owner is the hardened choice, for then a program that was broken into cannot change its
own code: say so with an allow, or copy above the USER, where nobody expects anything else. Files that go where programs and settings lie (\`/usr\`, \`/etc\`, …) are left alone, and so are those that a later RUN gives away.`,
  bad: [
    {
      dockerfile: 'FROM node:22\nUSER node\nWORKDIR /app\nCOPY package.json ./\nADD --chmod=644 data /app/data/\n',
      at: ['COPY', 'ADD'],
      fixed:
        'FROM node:22\nUSER node\nWORKDIR /app\nCOPY --chown=node package.json ./\nADD --chmod=644 --chown=node data /app/data/\n',
    },
    {
      dockerfile:
        'FROM golang:1.24 AS build\nFROM debian:12 AS base\nARG U=1000:1000\nUSER $U\nFROM base\nCOPY --from=build /out /srv/app\nCOPY <<EOF /home/app/.config\nx\nEOF\n',
      at: ['COPY', 'COPY'],
      note: 'through the stage it is made FROM',
    },
    {
      dockerfile: 'FROM debian:12\nUSER app\nCOPY x /app/\nRUN chown app /app2 && chown -R app /app/y\n',
      at: 'COPY',
      note: 'the chown is of something else',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nCOPY a /app/\nUSER app\nCOPY --chown=app b /app/\nUSER 0:0\nCOPY c /app/\nUSER root\nCOPY d /app/\n',
    },
    {
      dockerfile: 'FROM debian:12\nUSER app\nCOPY . /app\nUSER root\nRUN chown -R app:app /app\nUSER app\n',
      note: 'given away later',
    },
    {
      dockerfile:
        'FROM debian:12\nUSER app\nWORKDIR /srv/x\nCOPY . .\nUSER 0\nRUN chmod -R g+w . && cd /srv && chown -R "$U" x\n',
    },
    {
      dockerfile:
        'FROM nginx:1.27\nUSER nginx\nCOPY nginx.conf /etc/nginx/\nCOPY app /usr/local/bin/app\nCOPY entrypoint.sh /\n',
      note: 'nobody has to write there',
    },
    {
      dockerfile:
        'FROM debian:12 AS a\nUSER app\nFROM debian:12 AS b\nRUN chown app /x\nFROM debian:12\nUSER app\nCOPY --from=a /x /srv/x\nCOPY --from=b /x /srv/y\nCOPY --from=acme/z /x /srv/z\n',
      note: 'what comes from a stage keeps its owner',
    },
    { dockerfile: 'FROM acme/base\nARG U\nCOPY a /app/\nUSER $U\nCOPY a /app/\n', note: 'nobody knows the user' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nUSER ContainerUser\nCOPY app/ C:/app/\n' },
  ],
  *dockerfile(subject) {
    const given = gifts(subject);
    const told = new Set<string>();
    for (const copy of subject.instructions('copy', 'add')) {
      const stage = stageOf(subject, copy);
      if (stage?.os !== 'linux' || flagOf(copy, 'chown') !== undefined || copy.destination === undefined) continue;
      const { value: user, unknown } = subject.stateBefore(copy).user;
      if (user === undefined) {
        const { base } = subject.rootOf(stage);
        if (base.kind === 'image' && runsAsRoot(base.parsed) === true) continue;
        if (!told.has(unknown)) yield { notEvaluated: unknown };
        told.add(unknown);
        continue;
      }
      const name = user.trim();
      if (/^(?:root|0+)?(?::|$)/.test(name)) continue;
      const owned = sourceOwner(subject, copy, given);
      if (owned !== 'root') {
        if (owned === 'unknown') yield { notEvaluated: 'COPY --from keeps the owner that the files have there' };
        continue;
      }
      const paths = copy.sources.flatMap(source => landings(subject, copy, source) ?? []);
      if (paths.length === 0 || paths.some(path => SYSTEM.test(path) || START.test(path))) continue;
      const places = given.get(copy.stage);
      if (places !== undefined && paths.some(path => isGiven(places, path, copy.index))) continue;
      yield hit(copy.keyword.span, `root owns what is copied here, and ${name} can read it but not change it`, {
        help: `add --chown=${name} if the program has to write it`,
        // With --link there is no /etc/passwd to look names up in.
        ...(flagOf(copy, 'link') !== undefined && !/^\d+(?::\d+)?$/.test(name)
          ? {}
          : {
              fix: {
                title: `Add --chown=${name}`,
                safety: 'review' as const,
                edits: [addedFlag(copy, `--chown=${name}`)],
              },
            }),
      });
    }
  },
});

/**
 * Who owns what is copied, before the builder does anything about it: files of the context come as root's, those of a
 * stage keep their owner, which is root where the stage has no other user and gives nothing away.
 */
function sourceOwner(
  subject: DockerfileSubject<unknown>,
  copy: CopyInstruction,
  given: ReturnType<typeof gifts>,
): 'root' | 'somebody' | 'unknown' {
  const from = flagOf(copy, 'from');
  if (from === undefined) return 'root';
  const stage = from.value === undefined ? undefined : subject.stageNamed(from.value, copy);
  if (stage === undefined) return 'unknown';
  const { base } = subject.rootOf(stage);
  const user = subject.stateAtEnd(stage).user.value;
  const official = base.kind === 'scratch' || (base.kind === 'image' && runsAsRoot(base.parsed) === true);
  const root = user === undefined ? official : /^(?:root|0+)?(?::|$)/.test(user.trim());
  if (!root) return user === undefined ? 'unknown' : 'somebody';
  return given.has(stage.index) ? 'unknown' : 'root';
}

/** For each stage the last place at which a path is given to somebody; `*` stands for any path, for all that can be seen. */
function gifts(subject: DockerfileSubject<unknown>): ReadonlyMap<number | undefined, ReadonlyMap<string, number>> {
  const stages = new Map<number | undefined, Map<string, number>>();
  for (const { args, script } of subject.commands('chown', 'chgrp', 'chmod')) {
    const { stage, index } = script.instruction;
    const places = stages.get(stage) ?? new Map<string, number>();
    stages.set(stage, places);
    const workdir = subject.stateBefore(script.instruction).workdir.value ?? SOMEWHERE;
    for (const { value, text } of args.slice(1)) {
      if (value?.startsWith('-') === true) continue;
      const hidden = value === undefined ? /[$`*?[{~]/.test(text) : !value.startsWith('/') && moves(script);
      places.set(hidden || value === undefined ? '*' : resolvePath(workdir, value), index);
    }
  }
  return stages;
}

function moves({ commands }: Script): boolean {
  return commands.slice(0, 100).some(({ name }) => name === 'cd' || name === 'pushd');
}

/** Is the path, or a folder above it, given to somebody behind that place? */
function isGiven(places: ReadonlyMap<string, number>, path: string, place: number): boolean {
  const after = (folder: string): boolean => (places.get(folder) ?? -1) > place;
  if (after('*') || after('/')) return true;
  for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1))
    if (after(path.slice(0, end))) return true;
  return after(path);
}
