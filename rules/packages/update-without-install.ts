import {
  type Command,
  type DockerfileSubject,
  defineRule,
  type Fix,
  hit,
  type Instruction,
  type Read,
} from '../../src/rule.js';
import { isDryRun, isElsewhere } from '../_share/apt.js';
import { commandsOf, isMounted } from '../_share/cleanup.js';
import { through } from '../_share/edits.js';
import { precedes } from '../_share/lineage.js';
import { type PackageCall, packageCall, packageCalls } from '../_share/packages.js';

/** What installs nothing. Whatever is not among them may use the index that was fetched before it. */
const HARMLESS = new Set(
  'rm rmdir mkdir mv cp ln touch cat tee echo printf true false : test [ [[ set export unset cd pwd ls chmod chown chgrp sed awk grep head tail cut tr sort wc find xargs sleep exit sync date id whoami locale-gen update-locale useradd adduser groupadd addgroup usermod curl wget gpg apt-key apt-cache apt-mark apt-config add-apt-repository dpkg-reconfigure debconf-set-selections ldconfig sudo env time timeout nice command exec'.split(
    ' ',
  ),
);

/** Where the index lies, for mounts that keep it from build to build. */
const INDEXES: Readonly<Record<string, string>> = {
  apk: '/var/cache/apk',
  yum: '/var/cache/yum',
  dnf: '/var/cache/dnf',
  zypper: '/var/cache/zypp',
  pacman: '/var/lib/pacman/sync',
};

/** A fetched index, and the list of installed packages, by the folder in which the index lies. */
const INDEX: Read<string> = {
  match: ({ type, size, path }) => type === 'file' && size > 0 && indexOf(path) !== undefined,
  bytes: 0,
  keep: ({ path }) => indexOf(path),
};
const INSTALLED: Read<string> = {
  match: ['var/lib/dpkg/status', 'lib/apk/db/installed', 'usr/lib/apk/db/installed'],
  bytes: 0,
  keep: ({ path }) => (path === 'var/lib/dpkg/status' ? 'var/lib/apt/lists' : 'var/cache/apk'),
};
/** The history must say so too: a layer may get an index by other ways. */
const UPDATES = /\b(?:apt|apt-get|aptitude|apk)\s(?:[^;&|\n]{0,200}\s)?update\b/;
const INSTALLS = /\b(?:install|upgrade|full-upgrade|dist-upgrade|build-dep|download|source|fetch|add)\b/;

export default defineRule({
  id: 'update-without-install',
  aliases: [
    'DS-0017',
    'AVD-DS-0017',
    'DS017',
    'no-orphan-package-update',
    'docker-no-orphan-package-update',
    'CKV_DOCKER_5',
    '9bae49be-0aa3-4de5-bab2-4c3a069e40cd',
    'CIS-DI-0007',
    'apt-get-update_require_install',
  ],
  controls: ['CIS-4.7'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN fetches the package index and installs nothing with it.',
  why: `The builder keeps the layer of such a RUN and uses it again as long as its text is the same. An install in a later RUN then works with an index that is days or months old: it fetches old
versions without their security fixes, or fails with "404 Not Found" because the mirror has dropped them.

Put index and installation into one RUN: \`RUN apt-get update && apt-get install -y …\`. \`yum update\` and \`dnf upgrade\` install packages and are not meant.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n',
      at: 'apt-get update',
      fixed: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    },
    {
      dockerfile:
        'FROM ubuntu:24.04\nRUN apt-get install -y gnupg && apt-get -y update\nCOPY x /\nRUN apt-get install -y curl\n',
      at: 'apt-get -y update',
      note: 'the install comes first',
    },
    { dockerfile: 'FROM alpine:3.20\nRUN ["apk", "update"]\nRUN apk add curl\n', at: 'apk", "update' },
    { dockerfile: 'FROM archlinux\nRUN pacman -Sy --noconfirm\n', at: 'pacman -Sy' },
    {
      dockerfile: 'FROM archlinux\nRUN pacman -Syu --noconfirm\nRUN pacman -S --noconfirm nginx\n',
      at: 'pacman -Syu',
      fixed: 'FROM archlinux\nRUN pacman -Syu --noconfirm && pacman -S --noconfirm nginx\n',
      note: 'the upgrade uses the index, the install a day later has only what the builder kept',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN apt-get -qq update; apt-get -y upgrade\n',
    },
    { dockerfile: 'FROM almalinux:9\nRUN yum -y update\nRUN dnf update -y\n', note: 'these install' },
    {
      dockerfile:
        'FROM debian:12\nCOPY install.sh /\nRUN apt-get update && /install.sh\nRUN apt-get update && make deps\n',
    },
    { dockerfile: 'FROM debian:12\nRUN apt-get update && cat packages.txt | xargs apt-get install -y\n' },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\nRUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl\n',
      note: 'the index is not in a layer at all',
    },
    {
      dockerfile:
        'FROM archlinux\nRUN pacman -Syu --noconfirm\nRUN pacman -Syu --noconfirm git\nRUN pacman -Sy --noconfirm vim\n',
      note: 'each fetches its own',
    },
    { dockerfile: 'FROM archlinux\nRUN pacman -Syu --noconfirm && pacman -S --noconfirm git\n' },
    { dockerfile: 'FROM alpine:3.20\nRUN apk --update add curl\nRUN echo "apt-get update"\n' },
  ],
  badImages: [
    {
      image: {
        history: ['RUN /bin/sh -c apt-get update # buildkit', 'RUN /bin/sh -c apt-get install -y curl # buildkit'],
        layers: [
          { 'var/lib/apt/lists/deb.debian.org_dists_bookworm_main_Packages.lz4': 'x', 'var/lib/apt/lists/lock': '' },
          { 'var/lib/dpkg/status': 'x' },
        ],
      },
      at: 'var/lib/apt/lists',
    },
    {
      image: {
        history: ['/bin/sh -c apk update'],
        layers: [{ 'var/cache/apk/APKINDEX.0123abcd.tar.gz': 'x' }],
      },
      at: 'var/cache/apk',
    },
  ],
  goodImages: [
    {
      image: {
        history: ['RUN /bin/sh -c apt-get update # buildkit', 'RUN /bin/sh -c apt-get update && ./setup # buildkit'],
        layers: [{ 'var/lib/apt/lists/lock': '' }, { 'var/lib/apt/lists/x_Packages': 'x', 'var/lib/dpkg/status': 'x' }],
      },
      note: 'the index lay on a mount; the second one was used',
    },
  ],
  reads: { index: INDEX, installed: INSTALLED },
  *image(subject) {
    const installed = new Set(subject.seen('installed').map(({ layer, value }) => `${layer.index} ${value}`));
    for (const { layer, value } of subject.seen('index')) {
      const key = `${layer.index} ${value}`;
      const by = layer.createdBy ?? '';
      if (installed.has(key) || !UPDATES.test(by) || INSTALLS.test(by)) continue;
      installed.add(key);
      yield {
        at: { in: 'layer', layer: layer.index, path: value },
        message:
          'this layer fetches a package index and installs nothing with it: what later layers install from it is old',
        help: 'fetch the index in the RUN that installs',
      };
    }
  },
  *dockerfile(subject) {
    const runs = [...subject.instructions('run')];
    for (const [place, instruction] of runs.entries()) {
      const call = loneUpdate(commandsOf(subject, instruction));
      if (call === undefined || isMounted(subject, instruction, INDEXES[call.manager] ?? '/var/lib/apt/lists'))
        continue;
      const later = laterInstall(subject, runs, place, call);
      // An upgrade has used the index; what is old is what a later RUN installs.
      if (call.action === 'upgrade' && later === undefined) continue;
      const fix = later && joined(subject, instruction, later);
      yield hit(
        through(call.command, call.verb),
        later === undefined
          ? 'this RUN fetches the package index and installs nothing with it'
          : `the builder caches this index: the install in line ${later.line} will ask for versions that are old or gone`,
        { help: 'fetch the index in the RUN that installs', ...(fix && { fix }) },
      );
    }
  },
});

function indexOf(path: string): string | undefined {
  if (/^var\/lib\/apt\/lists\/[^/]+_(?:Packages|InRelease|Release)(?:\.\w+)?$/.test(path)) return 'var/lib/apt/lists';
  return /^var\/cache\/apk\/APKINDEX\.\w+\.tar\.gz$/.test(path) ? 'var/cache/apk' : undefined;
}

/** The last fetch of an index, if nothing behind it can have used it. */
function loneUpdate(commands: readonly Command[]): PackageCall | undefined {
  for (const command of [...commands].reverse()) {
    const call = packageCall(command);
    if (call?.action === 'update' || (call !== undefined && isSync(call)))
      return isDryRun(call) || isElsewhere(call) || call.verb.value === 'check-update' ? undefined : call;
    if (call === undefined ? command.name !== '' && !HARMLESS.has(command.name ?? '$') : uses(call)) return undefined;
  }
  return undefined;
}

/** `pacman -Syu` without packages: it brings the index that later installations work with. */
function isSync(call: PackageCall): boolean {
  return call.manager === 'pacman' && call.action === 'upgrade' && refreshes(call);
}

/** The call fetches the index itself before it does anything else. */
function refreshes({ manager, arguments: given }: PackageCall): boolean {
  return manager === 'pacman' && given.flag('-y', '--refresh') !== undefined;
}

function uses({ action, verb }: PackageCall): boolean {
  return (
    action === 'install' ||
    action === 'upgrade' ||
    (action === 'other' && /^(source|download|fetch)$/.test(verb.value ?? ''))
  );
}

/** The RUN that installs with the index of this one. */
function laterInstall(
  subject: DockerfileSubject,
  runs: readonly Instruction[],
  place: number,
  call: PackageCall,
): Instruction | undefined {
  const instruction = runs[place] as Instruction;
  for (let i = place + 1; i < runs.length; i++) {
    const later = runs[i] as Instruction;
    if (!precedes(subject, later)(instruction)) continue;
    const calls = packageCalls(commandsOf(subject, later)).filter(each => family(each) === family(call));
    if (calls[0]?.action === 'update' || (calls[0] !== undefined && refreshes(calls[0]))) return undefined;
    if (calls.some(each => each.action === 'install')) return later;
  }
  return undefined;
}

function family({ manager }: PackageCall): string {
  return manager.startsWith('apt') ? 'apt' : /^(yum|.*dnf)$/.test(manager) ? 'rpm' : manager;
}

/** Makes one RUN of two that stand right behind one another. */
function joined({ file }: DockerfileSubject, first: Instruction, second: Instruction): Fix | undefined {
  const plain = [first, second].every(
    ({ json, heredocs, flags, onbuild }) =>
      json === undefined && heredocs.length === 0 && flags.length === 0 && onbuild === undefined,
  );
  const between = file.text.slice(first.span.end, second.span.start);
  if (!plain || between.trim() !== '' || /[#;|&]/.test(first.rest.text)) return undefined;
  const span = { start: first.span.end, end: second.rest.span.start };
  return { title: 'Join the two RUNs', safety: 'review', edits: [{ span, text: ' && ' }] };
}
