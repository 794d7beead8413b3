import { defineRule, hit } from '../../src/rule.js';
import { aptOption, configuration, isDryRun, isOn } from '../_share/apt.js';
import { behind, through } from '../_share/edits.js';
import { isShipped } from '../_share/lineage.js';
import { packageCall } from '../_share/packages.js';
import { mayBeFlags } from '../_share/unknown-flags.js';

const SWITCHED_OFF = /Install-Recommends["']?\s*["'=\\]*\s*(0|no|false|off|without|disable)\b/i;

export default defineRule({
  id: 'apt-recommends-installed',
  aliases: [
    'DL3015',
    'DS-0029',
    'AVD-DS-0029',
    'DS029',
    'use-apt-no-install-recommends',
    'docker-use-apt-no-install-recommends',
    '7384dfb2-fcd1-4fbf-91cd-6c44c318c33c',
    'apt-get_recommends',
  ],
  controls: ['CIS-4.3'],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An installation with apt brings packages that nobody asked for.',
  why: `By default apt also installs what a package recommends: documentation viewers, mail servers, whole desktop libraries. They make the image larger, and each is one more thing to update when a
hole is found in it.

Write \`apt-get install --no-install-recommends …\` and name what you need yourself: \`ca-certificates\` with \`curl\`, for one, is only recommended. Build and test the image after the change. A stage
whose layers are not part of the image does not matter and is left alone, as are calls that ask for recommended packages by \`--install-recommends\`.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
      at: 'apt-get install',
      fixed: 'FROM debian:12\nRUN apt-get update && apt-get install --no-install-recommends -y curl\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN apt install -y --no-install-suggests curl; apt-get install -y --no-install-recommends git\n',
      at: 'apt install',
      note: 'suggested packages are not the same, and another call does not count',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN echo \'APT::Install-Recommends "true";\' > /etc/apt/apt.conf.d/x\nRUN apt-get install -y curl\n',
      at: 'apt-get install',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get --no-install-recommends install -y a && apt-get install -y -o APT::Install-Recommends=false b && apt-get install -o APT::Install-Recommends="0" c && aptitude install -R d\n',
    },
    {
      dockerfile:
        'FROM debian:12 AS base\nRUN echo \'APT::Install-Recommends "0";\' > /etc/apt/apt.conf.d/99local\nFROM base\nRUN apt-get install -y curl\n',
      note: 'the configuration says so for every call',
    },
    {
      dockerfile:
        'FROM debian:12\nCOPY <<EOF /etc/apt/apt.conf.d/99local\nAPT::Install-Recommends "false";\nEOF\nRUN apt-get install -y curl\n',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY apt.conf /etc/apt/apt.conf.d/\nRUN apt-get install -y curl\n',
      note: 'nobody knows',
    },
    { dockerfile: 'FROM debian:12\nARG FLAGS\nRUN apt-get install $FLAGS curl\n' },
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get build-dep -y x && apt-get install -f && apt-get install -y --install-recommends texlive\n',
    },
    { dockerfile: 'FROM debian:12 AS build\nRUN apt-get install -y gcc\nFROM debian:12\n' },
  ],
  *dockerfile(subject) {
    const isConfigured = configuration(subject, SWITCHED_OFF);
    for (const command of subject.commands('apt-get', 'apt', 'aptitude')) {
      const call = packageCall(command);
      if (call?.verb.value !== 'install' || call.packages.length === 0 || isDryRun(call)) continue;
      if (!isShipped(subject, command.script.instruction)) continue;
      const { arguments: given, manager, verb } = call;
      if (given.flag('--no-install-recommends', '--install-recommends') !== undefined) continue;
      if (manager === 'aptitude' && given.flag('-R', '-r', '--without-recommends', '--with-recommends') !== undefined)
        continue;
      if (isOn(aptOption(call, 'APT::Install-Recommends') ?? '') !== undefined) continue;
      const flags = mayBeFlags(subject, command);
      const configured = isConfigured(command);
      if (flags !== undefined) yield { notEvaluated: `${flags.text} may hold --no-install-recommends` };
      if (configured === undefined)
        yield { notEvaluated: 'a file copied to /etc/apt may switch recommended packages off' };
      if (flags !== undefined || configured !== false) continue;
      const flag = manager === 'aptitude' ? '--without-recommends' : '--no-install-recommends';
      yield hit(through(command, verb), 'recommended packages that nobody asked for are installed too', {
        help: `add ${flag} and name what is needed`,
        fix: { title: `Add ${flag}`, safety: 'review', edits: [behind(command, verb, flag)] },
      });
    }
  },
});
