import { defineRule, type Fix, hit, oneOf, type Span, type Stage } from '../../src/rule.js';
import { officialName } from '../_share/official-images.js';
import { isAbsolute, workdirStarts, workdirs } from '../_share/workdirs.js';

/** Official images that exist for Linux only. */
const LINUX = new Set(
  'alpine almalinux amazonlinux archlinux busybox centos debian fedora mageia oraclelinux photon rockylinux ubuntu'.split(
    ' ',
  ),
);

export default defineRule({
  id: 'relative-workdir',
  aliases: [
    'WorkdirRelativePath',
    'tally/buildkit/WorkdirRelativePath',
    'DL3000',
    'DS-0009',
    'AVD-DS-0009',
    'DS009',
    'user-absolute-workdir',
    'docker-user-absolute-workdir',
    'CKV_DOCKER_10',
    '6b376af8-cfe8-49ab-a08d-f32de23661a4',
    'WORKDIR_IS_NOT_ABSOLUTE',
    'invalid_workdir',
  ],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'WORKDIR is relative to a directory that this file does not set.',
  why: `A relative path goes on from the directory before it. Where no earlier WORKDIR names one, that is whatever the base image happens to end in, and with its next release the files lie
elsewhere.

Write the whole path. Behind an absolute WORKDIR a relative one is well defined (\`WORKDIR /app\`, then \`WORKDIR src\`) and left alone; the option \`mode: always\` asks for whole paths
throughout. The builder knows no \`~\`: \`WORKDIR ~/app\` makes a directory of that name.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nWORKDIR app\nWORKDIR src\n',
      at: 'app',
      fixed: 'FROM debian:12\nWORKDIR /app\nWORKDIR src\n',
    },
    {
      dockerfile: 'FROM debian:12 AS base\nWORKDIR ./a/$X\nFROM base\nWORKDIR b\n',
      at: './a/$X',
      fixed: 'FROM debian:12 AS base\nWORKDIR /a/$X\nFROM base\nWORKDIR b\n',
      note: 'inherited by the second stage; a variable behind a relative beginning changes nothing',
    },
    { dockerfile: 'FROM debian:12\nARG D=app\nWORKDIR "${D}"\n', at: '"${D}"' },
    { dockerfile: 'FROM debian:12\nWORKDIR ~/app\n', at: '~/app' },
    {
      dockerfile:
        'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:app\nFROM debian:12\nWORKDIR c:/build\nFROM --platform=linux/arm64 acme/x\nWORKDIR d:/x\n',
      at: ['C:app', 'c:/build', 'd:/x'],
      note: 'a drive without a slash; drives on Linux',
    },
    {
      dockerfile: 'FROM debian:12\nWORKDIR /app\nWORKDIR src\n',
      options: { mode: 'always' },
      at: 'src',
      fixed: 'FROM debian:12\nWORKDIR /app\nWORKDIR /app/src\n',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nWORKDIR "/app"\nWORKDIR src\nFROM debian:12 AS b\nWORKDIR /x\nFROM B\nWORKDIR y\n' },
    { dockerfile: 'FROM debian:12\nARG D=/app\nENV E=/srv\nWORKDIR $D\nFROM debian:12\nENV E=/srv\nWORKDIR ${E}/x\n' },
    { dockerfile: 'FROM acme/base\nARG D\nWORKDIR $D\nFROM acme/base\nWORKDIR $HOME/app\n', note: 'nobody knows' },
    {
      dockerfile:
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nWORKDIR C:\\\\app\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR \\\\app\nFROM acme/win\nWORKDIR c:/app\nFROM scratch\nWORKDIR C:\\Program Files\n',
    },
  ],
  options: {
    mode: oneOf(
      '`first`: only where no WORKDIR came before; `always`: every relative path.',
      ['first', 'always'],
      'first',
    ),
  },
  *dockerfile(subject) {
    const starts = workdirStarts(subject.file);
    for (const workdir of workdirs(subject.file)) {
      const stage = workdir.stage === undefined ? undefined : subject.file.stages[workdir.stage];
      if (stage === undefined || workdir.rest.length === 0) continue;
      const first = starts[stage.index] === workdir.index;
      if (!first && subject.options.mode === 'first') continue;
      const { rest } = workdir;
      const state = subject.stateBefore(workdir);
      const { value, unknown } = state.expand(rest);
      // Where a variable stands behind it, the beginning still tells.
      const path = value ?? (/^[$"'`\\]/.test(rest.text) ? undefined : rest.text);
      if (path === undefined) yield { notEvaluated: unknown ?? 'the path cannot be expanded' };
      if (path === undefined || path === '') continue;
      const onDrive = /^[A-Za-z]:/.test(path);
      // `C:\app` where the backslash is the escape character: the builder takes it away, and is not asked for more here.
      if (onDrive && /^["']?[A-Za-z]:\\/.test(rest.text)) continue;
      if (isAbsolute(path, stage.os) && !(onDrive && isLinux(subject.rootOf(stage)))) continue;
      if (onDrive) {
        yield driveHit(rest.span, isAbsolute(path, stage.os));
        continue;
      }
      const folder = first ? '' : state.workdir.value;
      yield hit(
        rest.span,
        path.startsWith('~')
          ? 'the builder does not know ~, so this is a directory of that name in whatever directory the base image ends in'
          : first
            ? 'no directory is set before it, so where this lies is up to the base image'
            : 'this can be understood only with the WORKDIR above it',
        {
          help: 'write the whole path',
          ...(/^["'$~.]/.test(rest.text.replace(/^\.\//, '')) || folder === undefined ? {} : { fix: absolute(folder) }),
        },
      );

      function absolute(folder: string): Fix {
        const end = rest.at(rest.text.startsWith('./') ? 2 : 0);
        return {
          title: 'Write the whole path',
          safety: !first || stage?.base.kind === 'scratch' ? 'safe' : 'review',
          edits: [{ span: { start: rest.span.start, end }, text: `${folder.replace(/\/+$/, '')}/` }],
        };
      }
    }
  },
});

/** Is it certain that its commands run on Linux? */
function isLinux({ base, platform, os }: Stage): boolean {
  if (os !== 'linux') return false;
  if (/^linux(?:\/|$)/i.test(platform ?? '')) return true;
  return base.kind === 'image' && LINUX.has(officialName(base.parsed) ?? '');
}

function driveHit(span: Span, slash: boolean): ReturnType<typeof hit> {
  return slash
    ? hit(span, 'Linux has no drives, so this is a directory of that name in the one before', {
        help: 'write the whole path, from / on',
      })
    : hit(span, 'without a slash behind the colon this is relative to where the drive happens to be', {
        help: 'write a slash behind the colon',
      });
}
