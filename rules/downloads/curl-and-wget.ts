import { type Command, type DockerfileSubject, defineRule, hit } from '../../src/rule.js';
import { downloadCall } from '../_share/downloads.js';

export default defineRule({
  id: 'curl-and-wget',
  aliases: [
    'DL4001',
    'tally/hadolint/DL4001',
    'DS-0014',
    'AVD-DS-0014',
    'DS014',
    'standardise-remote-get',
    'docker-standardise-remote-get',
    'fc775e75-fcfb-4c98-b2f2-910c5858b359',
  ],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'Both `curl` and `wget` are used in one stage.',
  why: `Either can do what the other does. Two of them are two packages to install and to update when a hole is found, and two ways of setting proxies, certificates and repetitions.

Take the one that is there already: Alpine has the wget of BusyBox, images of Red Hat have curl. Only commands that run while the stage is built count, with those of the stages it is made FROM; that one of the two is installed, or used by a HEALTHCHECK, does not.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl -O https://example.com/a\nRUN sudo wget https://example.com/b && wget https://example.com/c\n',
      at: 'wget',
    },
    {
      dockerfile: 'FROM debian:12\nRUN wget https://example.com/a && V=$(curl -s https://example.com/b)\n',
      at: 'curl',
    },
    {
      dockerfile:
        'FROM debian:12 AS base\nRUN wget https://example.com/a\nFROM base\nRUN ["curl", "https://example.com/b"]\n',
      at: 'curl',
    },
    {
      dockerfile: 'FROM debian:12\nRUN wget https://example.com/a\nONBUILD RUN curl https://example.com/b\n',
      at: 'curl',
    },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nRUN apt-get install -y curl wget && curl -O https://example.com/wget\n',
      note: 'installed, not used',
    },
    {
      dockerfile:
        'FROM debian:12 AS a\nRUN wget https://example.com/a\nFROM debian:12\nRUN curl -O https://example.com/b\nCOPY --from=a /a /a\n',
      note: 'each in a stage of its own',
    },
    { dockerfile: 'FROM debian:12\nRUN wget https://example.com/a\nHEALTHCHECK CMD curl -f http://localhost\n' },
    {
      dockerfile: 'FROM debian:12\nRUN wget https://example.com/a || curl -O https://example.com/a\n',
      note: 'one stands in for the other',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN if command -v curl; then curl -O https://example.com/a; else wget https://example.com/a; fi && curl --version\n',
    },
  ],
  *dockerfile(subject) {
    const uses = withParents(subject, firstUses(subject));
    for (const stage of subject.file.stages) {
      const { curl, wget } = uses.get(stage.index) ?? {};
      if (curl === undefined || wget === undefined) continue;
      const [first, second] = curl.span.start < wget.span.start ? [curl, wget] : [wget, curl];
      // Where both are of a parent it has been told there.
      if (second.program === undefined || second.script.instruction.stage !== stage.index) continue;
      yield hit(
        second.program.span,
        `${second.name} is used although line ${first.script.instruction.line} downloads with ${first.name}`,
        { help: `download with ${first.name} here too`, also: [{ in: 'dockerfile', span: first.span }] },
      );
    }
  },
});

interface Uses {
  curl?: Command;
  wget?: Command;
}

/** The first use of each of the two, by stage. */
function firstUses(subject: DockerfileSubject): ReadonlyMap<number, Uses> {
  const uses = new Map<number, Uses>();
  for (const command of subject.commands('curl', 'wget')) {
    const { stage } = command.script.instruction;
    const call = downloadCall(command);
    if (
      stage === undefined ||
      call === undefined ||
      call.arguments.flag('--version', '--help', '-V', '-h') !== undefined
    )
      continue;
    if (command.args.length === 0 || standsIn(command)) continue;
    const own = uses.get(stage) ?? {};
    own[command.name as 'curl' | 'wget'] ??= command;
    uses.set(stage, own);
  }
  return uses;
}

/** One of the two is used where the other is not there or fails: a branch, or what stands behind `||`. */
function standsIn({ inside, script, index, after }: Command): boolean {
  if (inside.branch || after === '||') return true;
  return script.commands[index - 1]?.after === '||';
}

/** The same with what the stages bring that each is made FROM. A parent's use comes first. */
function withParents({ file }: DockerfileSubject, own: ReadonlyMap<number, Uses>): ReadonlyMap<number, Uses> {
  const all = new Map<number, Uses>();
  for (const { index, base } of file.stages) {
    const parent = base.kind === 'stage' ? all.get(base.stage) : undefined;
    const uses = { ...own.get(index), ...parent };
    if (uses.curl !== undefined || uses.wget !== undefined) all.set(index, uses);
  }
  return all;
}
