import { type CopyInstruction, defineRule, hit } from '../../src/rule.js';
import { officialName } from '../_share/official-images.js';
import { isAbsolute, workdirStarts } from '../_share/workdirs.js';

/** Official images whose configuration names no working directory, so that it is the root directory. */
const ROOT = new Set(
  'almalinux alpine amazoncorretto amazonlinux archlinux bash buildpack-deps busybox centos clojure debian eclipse-temurin elixir erlang fedora gcc haproxy ibmjava julia maven memcached mongo mysql mariadb nginx node openjdk oraclelinux photon postgres pypy python r-base rabbitmq rockylinux ruby rust sapmachine swift traefik ubuntu'.split(
    ' ',
  ),
);

export default defineRule({
  id: 'copy-relative-to-unknown',
  aliases: ['DL3045', 'tally/hadolint/DL3045'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'recommended',
  summary: 'COPY or ADD has a relative destination, and no WORKDIR says relative to what.',
  why: `A relative destination goes on from the working directory. Where the file sets none, that is the one of the base image: with most official images the root directory, in which
\`COPY . .\` then mixes the sources with the system, with others a directory that may change with the next release.

Set \`WORKDIR /app\` before the first COPY, or write the whole path. The finding stands at the first such copy of a stage, where the WORKDIR is missing. It is given only where the base
image is known to set no directory; what another base image sets nobody can know from the file.`,
  bad: [
    { dockerfile: 'FROM node:22\nCOPY package.json ./\nRUN npm ci\nCOPY . .\n', at: './' },
    { dockerfile: 'FROM debian:12 AS base\nRUN true\nFROM base\nADD x ["y"]\nADD ["app", "bin/app"]\n', at: ['["y"]'] },
    { dockerfile: 'FROM docker.io/library/python:3.13\nARG D=src\nCOPY . $D\n', at: '$D' },
  ],
  good: [
    { dockerfile: 'FROM node:22 AS Base\nWORKDIR /app\nFROM base\nCOPY . .\n', note: 'the other stage set it' },
    {
      dockerfile: 'FROM golang:1.24\nCOPY . .\nFROM acme/base\nCOPY . .\n',
      note: 'the base image has a directory of its own, or may have',
    },
    { dockerfile: 'FROM scratch\nCOPY app app\n', note: 'nothing beneath: it is the root directory, for certain' },
    { dockerfile: 'FROM debian:12\nARG D\nCOPY a /b\nCOPY a "/c"\nCOPY a $D\nCOPY a ${D}/x\nCOPY a C:/x\n' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY a b\n' },
    { dockerfile: 'FROM debian:12\nWORKDIR app\nCOPY . .\n', note: 'that is relative-workdir, once' },
  ],
  *dockerfile(subject) {
    const starts = workdirStarts(subject.file);
    for (const stage of subject.file.stages) {
      const start = starts[stage.index] ?? Number.POSITIVE_INFINITY;
      const root = subject.rootOf(stage);
      if (root.base.kind === 'scratch' || stage.os === 'windows') continue;
      const copies = stage.instructions.filter(
        (instruction): instruction is CopyInstruction =>
          (instruction.kind === 'copy' || instruction.kind === 'add') &&
          instruction.index < start &&
          isRelative(instruction),
      );
      const [first, ...others] = copies.flatMap(copy => copy.destination ?? []);
      if (first === undefined) continue;
      const name = root.base.kind === 'image' ? officialName(root.base.parsed) : undefined;
      if (name === undefined || !ROOT.has(name)) {
        const base = root.base.kind === 'image' ? `the base image ${root.base.reference}` : 'the base image';
        yield { notEvaluated: `${base} decides where a relative path leads` };
        continue;
      }
      yield hit(first.span, `without a WORKDIR this goes into the root directory, among what ${name} keeps there`, {
        help: 'set WORKDIR before it, or write the whole path',
        also: others.slice(0, 10).map(({ span }) => ({ in: 'dockerfile' as const, span })),
      });
    }

    function isRelative(copy: CopyInstruction): boolean {
      if (copy.destination === undefined) return false;
      const { value } = subject.stateBefore(copy).expand(copy.destination);
      return value !== undefined && value !== '' && !isAbsolute(value, 'linux') && !value.startsWith('\\');
    }
  },
});
