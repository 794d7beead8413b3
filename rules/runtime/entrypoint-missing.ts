import { defineRule, type Hit, type ImageSubject } from '../../src/rule.js';
import { accountReads, closedFolder, containerUser, mayExecute } from '../_share/container-user.js';
import { resolveProgram, startWords } from '../_share/programs.js';

const ECHO = { 'usr/bin/app': { mode: 0o755 } };

export default defineRule({
  id: 'entrypoint-missing',
  aliases: [],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The program that a container starts with is not in the image or cannot be executed.',
  why: `Every container of the image fails at once: "executable file not found in $PATH", "no such file or directory" or "permission denied". It happens when a COPY goes to another place than ENTRYPOINT says,
when a file comes without its executable bit from a checkout on Windows, or when USER changes and the program stays in \`/root\`.

Only the first word is judged, and of \`sh -c\` the shell: what a shell or the arguments name later is not. A program below a VOLUME may come with the volume.`,
  bad: [],
  good: [],
  badImages: [
    { image: { config: { Entrypoint: ['app'] }, layers: [{ 'opt/app': { mode: 0o755 } }] }, at: '/config/Entrypoint' },
    {
      image: { config: { Cmd: ['./run.sh'], WorkingDir: '/srv' }, layers: [{ 'srv/run.sh': '#!/bin/sh\n' }] },
      at: 'srv/run.sh',
      note: 'nobody may execute it',
    },
    {
      image: { config: { Entrypoint: ['/bin/sh', '-c', 'app'] }, layers: [ECHO] },
      at: '/config/Entrypoint',
      note: 'shell form without a shell',
    },
    {
      image: {
        config: { Entrypoint: ['/root/app'], User: '1000' },
        layers: [{ 'root/': { mode: 0o700 }, 'root/app': { mode: 0o755 } }],
      },
      at: 'root',
      note: 'the user cannot get there',
    },
    {
      image: {
        config: { Entrypoint: ['/app'], User: 'web' },
        layers: [{ 'etc/passwd': 'web:x:100:101::/:\n', app: { mode: 0o750, gid: 5 } }],
      },
      at: 'app',
    },
    { image: { config: { Cmd: ['/srv/'] }, layers: [{ 'srv/x': '' }] }, at: 'srv' },
    {
      image: { config: { Cmd: ['app'] }, layers: [ECHO, { 'usr/bin/.wh.app': '' }] },
      at: '/config/Cmd',
      note: 'a later layer deletes it',
    },
  ],
  goodImages: [
    { image: { config: { Entrypoint: ['app', '--x'], Cmd: ['missing'] }, layers: [ECHO] } },
    {
      image: {
        config: { Cmd: ['/bin/app'], User: 'web:staff' },
        layers: [
          {
            bin: { link: 'usr/bin' },
            'usr/bin/app': { mode: 0o550, uid: 7, gid: 50 },
            'etc/passwd': 'web:x:100:101::/:\n',
            'etc/group': 'staff:x:50:\n',
          },
        ],
      },
      note: 'through a symlink, by the group',
    },
    { image: { config: { Cmd: ['/data/run'], Volumes: { '/data': {} } }, layers: [ECHO] }, note: 'on a volume' },
    { image: { config: { Entrypoint: [''], Cmd: ['app'], Env: ['PATH=/opt:/usr/bin'] }, layers: [ECHO] } },
  ],
  reads: accountReads,
  *image(subject) {
    if (subject.image.runtime.os === 'windows') return yield { notApplicable: 'it is a Windows image' };
    const start = startWords(subject);
    if (start.unknown !== undefined) return yield { notEvaluated: start.unknown };
    const [word] = start.words ?? [];
    if (word === undefined) return yield { notApplicable: 'the image starts nothing by itself' };
    const found = resolveProgram(subject, word);
    if (found.problem === 'unknown') return yield { notEvaluated: found.why };
    if (found.problem !== undefined && subject.incomplete !== undefined)
      return yield { notEvaluated: subject.incomplete };
    const pointer = `/config/${start.from}`;
    if (found.problem === 'missing') return yield missing(word, pointer);
    const { file } = found;
    const at = { in: 'layer', layer: file.layer, path: file.path } as const;
    const also = [{ in: 'config', pointer }] as const;
    if (found.problem === 'directory')
      return yield { at, also, message: `no container starts: ${word} is a directory`, help: `name the program in it` };
    if (found.problem === 'not-executable')
      return yield {
        at,
        also,
        message: `no container starts: ${word} is not executable`,
        help: 'use COPY --chmod=755, or chmod in the RUN that makes it',
      };
    const user = containerUser(subject);
    if (typeof user === 'string') return yield { notEvaluated: user };
    yield* forUser(subject, user, word, file, also);
  },
});

function missing(word: string, pointer: string): Hit {
  return {
    at: { in: 'config', pointer },
    message: `no container starts: ${word} is not in the image`,
    help: word.includes('$')
      ? 'the JSON form fills in no variables: name the program, or start it through a shell'
      : word.includes('/')
        ? 'copy the program there, or name the place where it is'
        : 'install it, name it with its full path, or put its directory into PATH',
  };
}

function* forUser(
  { at }: Pick<ImageSubject, 'at'>,
  user: Exclude<ReturnType<typeof containerUser>, string>,
  word: string,
  file: NonNullable<ReturnType<ImageSubject['at']>>,
  also: NonNullable<Hit['also']>,
): Iterable<Hit> {
  const closed = closedFolder(at, user, file.path);
  if (closed !== undefined)
    yield {
      at: { in: 'layer', layer: closed.layer, path: closed.path },
      also,
      message: `no container starts: ${user.name} may not enter /${closed.path}, where ${word} is`,
      help: 'put the program where everybody may go, such as /usr/local/bin',
    };
  else if (!mayExecute(user, file))
    yield {
      at: { in: 'layer', layer: file.layer, path: file.path },
      also,
      message: `no container starts: ${user.name} may not execute ${word}`,
      help: 'give it mode 755, or to the user that runs it',
    };
}
