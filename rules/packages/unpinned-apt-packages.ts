import { type DockerfileSubject, defineRule, type Instruction } from '../../src/rule.js';
import { firstOfStages } from '../_share/first-of-stage.js';
import { precedes } from '../_share/lineage.js';
import { ALLOW, packageInstalls, unpinned } from '../_share/pins.js';

/** Archives that stand still, and files that say which version is taken. */
const FIXED =
  /\b(?:snapshot(?:-cloudflare)?|archive)\.debian\.org\b|\b(?:snapshot|old-releases)\.ubuntu\.com\b|\brepro-sources-list|\bPin:\s*version\b/i;

export default defineRule({
  id: 'unpinned-apt-packages',
  aliases: ['DL3008', '965a08d7-ef86-4f14-8792-4a3b2098937e'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: '`apt-get install` installs packages without saying which version.',
  why: `Two builds of the same file get different packages, and when the newer one breaks something nobody sees what changed. Fixing the digest of the base image does not help: the packages come from the mirror.

Write \`curl=7.88.1-10+deb12u5\`, or let the index itself stand still: take it from \`snapshot.debian.org\` or \`snapshot.ubuntu.com\` (\`apt-get install --snapshot 20240501T000000Z\`), and every package is fixed without being
named. Mirrors drop old versions as soon as there is a new one, so that a fixed version makes the build fail later; many teams want the newest security fixes on every build. That is why this rule is not part of the usual
preset. Packages in variables, files and \`name/suite\` are left alone.`,
  options: ALLOW,
  bad: [
    { dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl git=1:2.39.2-1.1 jq\n', at: 'curl' },
    {
      dockerfile:
        'FROM debian:12\nRUN apt -y install --no-install-recommends -t bookworm-backports g++ && sudo aptitude install -y vim\n',
      at: ['g++', 'vim'],
      note: 'the value of a flag is no package',
    },
    {
      dockerfile: 'FROM debian:12\nRUN ["apt-get", "install", "-y", "curl"]\nONBUILD RUN apt-get install -y git\n',
      at: ['curl', 'git'],
    },
    { dockerfile: 'FROM debian:12\nRUN apt-get install curl php-*\n', options: { allow: ['curl'] }, at: 'php-*' },
    {
      dockerfile:
        'FROM debian:12 AS a\nRUN echo "deb http://snapshot.debian.org/archive/debian/20240501T000000Z bookworm main" > /etc/apt/sources.list\nFROM debian:12\nRUN apt-get install -y curl\n',
      at: 'curl',
      note: 'another stage',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get install -y curl=7.88.1-10+deb12u5 "git=1:2.39.*" vim/bookworm-backports\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN apt-get install -y ./x.deb /tmp/y.deb exim4- && apt-get build-dep -y curl\n',
      note: 'files, a package to remove',
    },
    {
      dockerfile:
        'FROM debian:12\nARG PKGS\nENV P=curl\nRUN apt-get install -y $PKGS $P "php${V}" $(cat list) linux-headers-`uname -r`\n',
    },
    {
      dockerfile:
        'FROM debian:12\nCOPY <<EOF /etc/apt/sources.list\ndeb [check-valid-until=no] https://snapshot.debian.org/archive/debian/20240501T000000Z bookworm main\nEOF\nRUN apt-get update && apt-get install -y curl\n',
      note: 'the index stands still',
    },
    {
      dockerfile:
        'FROM ubuntu:24.04\nRUN apt-get install -y --snapshot 20240501T000000Z curl && apt-get install -S 20240501T000000Z -y git\n',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY sources.list /etc/apt/\nRUN apt-get install -y curl\n',
      note: 'nobody knows what it says',
    },
    { dockerfile: 'FROM debian:12\nRUN apt-get install -y curl\n', options: { allow: ['cu*'] } },
    { dockerfile: 'FROM debian:12\nRUN apt-get -s install curl; apt-get install -f -y; echo apt-get install curl\n' },
  ],
  *dockerfile(subject) {
    const settled = firstOfStages(settling(subject));
    const copied = firstOfStages(copies(subject));
    const installs = [];
    for (const install of packageInstalls(subject, 'apt-get', 'apt', 'aptitude')) {
      if (install.call.arguments.flag('-S', '--snapshot') !== undefined) continue;
      const isBefore = precedes(subject, install.command.script.instruction);
      if (settled.some(isBefore)) continue;
      if (copied.some(isBefore)) yield { notEvaluated: 'a file copied to /etc/apt may fix the versions' };
      else installs.push(install);
    }
    yield* unpinned(subject, installs, nameOf, 'write name=version, or take the index from a snapshot of the archive');
  },
});

/** Instructions that make the index stand still. */
function* settling(subject: DockerfileSubject): Iterable<Instruction> {
  for (const instruction of subject.instructions('run', 'copy', 'add', 'env'))
    if (FIXED.test(subject.file.text.slice(instruction.span.start, instruction.span.end))) yield instruction;
}

/** Copies to a place where apt looks for its sources and preferences; nobody knows what they say. */
function* copies(subject: DockerfileSubject): Iterable<Instruction> {
  for (const copy of subject.instructions('copy', 'add')) {
    if (copy.heredocs.length > 0) continue;
    const path = copy.destination && subject.stateBefore(copy).expand(copy.destination).value;
    if (/^\/etc\/apt(\/(sources\.list|preferences)(\.d)?(\/.*)?)?\/?$/.test(path ?? '')) yield copy;
  }
}

function nameOf(word: string): string | undefined {
  // `name-` removes.
  return /[=/]|\.deb$|-$/.test(word) ? undefined : word;
}
