import { defineRule } from '../../src/rule.js';
import { accountReads, closedFolder, containerUser, mayExecute } from '../_share/container-user.js';

export default defineRule({
  id: 'missing-workdir',
  aliases: [],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The working directory is not in the image, or the user may not enter it.',
  why: `The engine makes a missing working directory when the container starts, and it belongs to root: a program that runs as somebody else cannot write there, and with a read-only root file system the container does not
start at all. In a directory that the user may not enter, every relative path fails with "permission denied".

Builders of Dockerfiles make it with WORKDIR; other tools (jib, bazel, hand-made configurations) only name it. Add the directory with the owner it needs, or name one that is there.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: { config: { WorkingDir: '/srv/app', User: '1000' }, layers: [{ 'srv/x': '' }] },
      at: '/config/WorkingDir',
    },
    {
      image: { config: { WorkingDir: '/srv' }, layers: [{ x: '' }] },
      at: '/config/WorkingDir',
      note: 'root can write there: told as info',
    },
    { image: { config: { WorkingDir: '/srv' }, layers: [{ srv: 'x' }] }, at: 'srv', note: 'it is a file' },
    {
      image: {
        config: { WorkingDir: '/root/app', User: 'web' },
        layers: [{ 'root/': { mode: 0o700 }, 'root/app/': {}, 'etc/passwd': 'web:x:100:101::/:/bin/sh\n' }],
      },
      at: 'root',
    },
  ],
  goodImages: [
    { image: { config: { WorkingDir: '/srv/app/', User: '7' }, layers: [{ 'srv/app/': { mode: 0o700, uid: 7 } }] } },
    {
      image: {
        config: { WorkingDir: '/home/x', User: '7' },
        layers: [{ home: { link: 'var/home' }, 'var/home/x/y': '' }],
      },
    },
    {
      image: { config: { WorkingDir: '/data/x', Volumes: { '/data': {} } }, layers: [{ x: '' }] },
      note: 'a volume may have it',
    },
  ],
  reads: accountReads,
  *image(subject) {
    const { workdir, volumes, os } = subject.image.runtime;
    if (os === 'windows') return yield { notApplicable: 'it is a Windows image' };
    if (workdir.unknown !== undefined) return yield { notEvaluated: workdir.unknown };
    const { value: path, at } = workdir;
    if (at === undefined || path.split('/').every(part => part === '' || part === '.')) return;
    const folder = subject.at(path);
    const user = containerUser(subject);
    if (folder === undefined) {
      if (subject.incomplete !== undefined) return yield { notEvaluated: subject.incomplete };
      const mounts = volumes.map(({ name, value }) => `${(value.value ?? name).replace(/\/+$/, '')}/`);
      if (mounts.some(mount => `${path}/`.startsWith(mount))) return yield { notEvaluated: 'a volume may bring it' };
      const root = typeof user !== 'string' && user.uid === 0;
      return yield {
        at,
        ...(root ? { severity: 'info' } : {}),
        message: `${path} is not in the image: the engine makes it when the container starts, and it belongs to root`,
        help: 'add the directory to the image, with the owner it needs',
      };
    }
    const place = { in: 'layer', layer: folder.layer, path: folder.path } as const;
    if (folder.type !== 'directory')
      return yield {
        at: place,
        also: [at],
        severity: 'error',
        message: `no container starts: the working directory ${path} is no directory`,
        help: 'name a directory',
      };
    if (typeof user === 'string') return yield { notEvaluated: user };
    const closed = closedFolder(subject.at, user, folder.path) ?? (mayExecute(user, folder) ? undefined : folder);
    if (closed !== undefined)
      yield {
        at: { in: 'layer', layer: closed.layer, path: closed.path },
        also: [at],
        message: `${user.name} may not enter /${closed.path}, so nothing in the working directory ${path} can be opened`,
        help: 'give the directory to the user, or let everybody enter it (chmod a+x)',
      };
  },
});
