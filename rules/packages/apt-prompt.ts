import { defineRule, hit } from '../../src/rule.js';
import { aptOption, configuration, isDryRun, isOn } from '../_share/apt.js';
import { behind, through } from '../_share/edits.js';
import { type PackageCall, packageCall } from '../_share/packages.js';
import { isAnswered } from '../_share/prompts.js';
import { mayBeFlags } from '../_share/unknown-flags.js';

const ASSUMED = /Assume-Yes["']?\s*["'=\\]*\s*(1|yes|true|on|with|enable)\b/i;

export default defineRule({
  id: 'apt-prompt',
  aliases: [
    'DL3014',
    'tally/hadolint/DL3014',
    'DS-0021',
    'AVD-DS-0021',
    'DS021',
    'use-apt-auto-confirm',
    'docker-use-apt-auto-confirm',
    '77783205-c4ca-4f80-bb80-c777f267c547',
    'apt-get_missing_param',
  ],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A call of apt asks before it goes on, and nobody can answer in a build.',
  why: `As soon as more has to be done than was asked for, a dependency installed or a package removed, apt asks "Do you want to continue?". In a build there is no terminal: apt takes that for a no
and the build stops. An installation without dependencies goes through, until the package gets one.

Add \`-y\`. \`DEBIAN_FRONTEND=noninteractive\` answers the questions of packages, not this one.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install curl\n',
      at: 'apt-get install',
      fixed: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN DEBIAN_FRONTEND=noninteractive apt-get -q install curl; apt-get install -y git\n',
      at: 'apt-get -q install',
      fixed: 'FROM debian:12\nRUN DEBIAN_FRONTEND=noninteractive apt-get -q install -y curl; apt-get install -y git\n',
      note: 'neither the variable nor the flag of another call answers',
    },
    {
      dockerfile:
        'FROM debian:12\nENV PACKAGES="curl git"\nRUN ["apt", "install", "curl"]\nRUN apt-get install $PACKAGES\nRUN sudo apt-get upgrade\n',
      at: ['apt", "install', 'apt-get install', 'apt-get upgrade'],
      fixed:
        'FROM debian:12\nENV PACKAGES="curl git"\nRUN ["apt", "install", "-y", "curl"]\nRUN apt-get install -y $PACKAGES\nRUN sudo apt-get upgrade -y\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get install -yqq a; apt-get -qq install b; apt-get -q -q install c; apt-get install -q=2 d; apt-get --assume-yes install e; apt-get -fy install; apt-get install -o APT::Get::Assume-Yes=true f\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN yes | apt-get install curl\nRUN apt-get install curl < /answers\nRUN apt-get --force-yes install x\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN echo "APT::Get::Assume-Yes \\"true\\";" > /etc/apt/apt.conf.d/90yes\nRUN apt-get install curl\n',
    },
    { dockerfile: 'FROM debian:12\nCOPY apt /etc/apt/\nRUN apt-get install curl\n', note: 'nobody knows' },
    { dockerfile: 'FROM debian:12\nARG OPTIONS\nRUN apt-get install $OPTIONS curl\n' },
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get -s install curl && apt-get install --download-only curl && apt-get clean\n',
    },
  ],
  *dockerfile(subject) {
    const isConfigured = configuration(subject, ASSUMED);
    for (const command of subject.commands('apt-get', 'apt', 'aptitude')) {
      const call = packageCall(command);
      if (call === undefined || !asks(call) || isAnswered(command)) continue;
      const flags = mayBeFlags(subject, command);
      const configured = isConfigured(command);
      if (flags !== undefined) yield { notEvaluated: `${flags.text} may hold -y` };
      if (configured === undefined) yield { notEvaluated: 'a file copied to /etc/apt may make apt assume yes' };
      if (flags !== undefined || configured !== false) continue;
      yield hit(
        through(command, call.verb),
        'apt asks as soon as more than what is named has to change, and without an answer the build stops',
        {
          help: 'add -y',
          fix: { title: 'Add -y', safety: 'safe', edits: [behind(command, call.verb, '-y')] },
        },
      );
    }
  },
});

function asks(call: PackageCall): boolean {
  const { action, arguments: given, verb } = call;
  const removes = action === 'remove' || action === 'upgrade';
  if (!removes && (action !== 'install' || call.packages.length === 0)) return false;
  if (verb.value === 'download' || isDryRun(call)) return false;
  if (given.flag('--yes', '--force-yes', '--assume-no', '--trivial-only') !== undefined) return false;
  if (isOn(aptOption(call, 'APT::Get::Assume-Yes') ?? '') === true) return false;
  const quiet = given.flags.filter(({ name }) => name === '--quiet');
  return quiet.length < 2 && !quiet.some(({ value }) => Number(value) >= 2);
}
