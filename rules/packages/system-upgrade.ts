import { defineRule, hit } from '../../src/rule.js';
import { isDryRun, isElsewhere } from '../_share/apt.js';
import { through } from '../_share/edits.js';
import { MANAGERS, type PackageCall, packageCall } from '../_share/packages.js';

export default defineRule({
  id: 'system-upgrade',
  aliases: [
    'DL3005',
    'DL3017',
    'DL3031',
    'DL3039',
    'DS-0024',
    'AVD-DS-0024',
    'DS024',
    'no-dist-upgrade',
    'docker-no-dist-upgrade',
    'DKL-DI-0003',
    'apt-get-upgrade',
    'apt-get-dist-upgrade',
    'yum_update_all',
    '989ab888',
    '8f6456be',
    '09fda05e',
    'd4895357',
    '682fe378',
  ],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'A RUN brings every installed package up to date.',
  why: `What the image holds then depends on the day it was built and not on its base image, and every file that changes is shipped twice: in the base's layer and in this one.

A newer tag or digest of the base image gives the same, shared and tested. Where the base is not rebuilt often enough, an upgrade is the right way to close holes; that is why this rule is not
part of the usual presets. Upgrading packages by name is not meant.`,
  bad: [
    { dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get -y dist-upgrade\n', at: 'apt-get -y dist-upgrade' },
    { dockerfile: 'FROM alpine:3.20\nRUN apk upgrade --no-cache\n', at: 'apk upgrade' },
    {
      dockerfile: 'FROM almalinux:9\nRUN yum -y update && dnf upgrade -y --nobest\n',
      at: ['yum -y update', 'dnf upgrade'],
    },
    { dockerfile: 'FROM opensuse/leap:15\nRUN zypper -n patch\n', at: 'zypper -n patch' },
    { dockerfile: 'FROM archlinux\nRUN pacman -Syu --noconfirm\n', at: 'pacman -Syu' },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get upgrade -y openssl; apt-get -s dist-upgrade; apt-get upgrade -y $PACKAGES\n',
    },
    { dockerfile: 'FROM almalinux:9\nRUN yum update -y openssl && dnf upgrade -y --security && yum check-update\n' },
    {
      dockerfile:
        'FROM alpine:3.20\nRUN apk add --upgrade openssl && apk upgrade libssl3 && pip install --upgrade pip\n',
    },
    {
      dockerfile: 'FROM archlinux\nRUN pacman -Syu --noconfirm git\n',
      note: 'installing without it is not supported there',
    },
  ],
  history: true,
  badImages: [
    { image: { history: ['RUN /bin/sh -c apk upgrade --no-cache # buildkit'], layers: [{ a: '' }] }, at: '' },
    {
      image: { history: ['/bin/sh -c apt-get update && apt-get -y dist-upgrade'], layers: [{ a: '' }] },
      at: '',
      note: 'the classic builder',
    },
  ],
  goodImages: [{ image: { history: ['RUN /bin/sh -c apt-get upgrade -y openssl # buildkit'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    for (const command of subject.commands(...MANAGERS)) {
      const call = packageCall(command);
      if (call?.action !== 'upgrade' || call.packages.length > 0) continue;
      if (isAnotherMatter(call) || isDryRun(call) || isElsewhere(call)) continue;
      // Security updates alone are what such a step is good for.
      if (call.arguments.flag('--security', '--advisory', '--advisories', '--cve', '--downloadonly') !== undefined)
        continue;
      yield hit(
        through(command, call.verb),
        'what this upgrade brings depends on the day of the build, and doubles the files it changes',
        {
          help: 'take a newer base image, or upgrade the packages that need it by name',
        },
      );
    }
  },
});

/** `apk fix` repairs, and `zypper dup` is a rule of its own. */
function isAnotherMatter({ manager, verb }: PackageCall): boolean {
  return verb.value === 'fix' || (manager === 'zypper' && /^(dup|dist-upgrade)$/.test(verb.value ?? ''));
}
