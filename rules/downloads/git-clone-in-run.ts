import {
  type Argument,
  type Command,
  type DockerfileSubject,
  defineRule,
  type Fix,
  hit,
  readFlags,
} from '../../src/rule.js';
import { removesFolders } from '../_share/build-and-remove.js';
import { through } from '../_share/edits.js';
import { withoutSlashes } from '../_share/workdirs.js';

const CLONE = {
  values: [
    '-b',
    '--branch',
    '--depth',
    '-c',
    '--config',
    '-o',
    '--origin',
    '--reference',
    '-j',
    '--jobs',
    '-C',
    '--filter',
    '-u',
    '--upload-pack',
    '--template',
    '--separate-git-dir',
    '--git-dir',
    '--work-tree',
    '--shallow-since',
    '--shallow-exclude',
    '--server-option',
    '--bundle-uri',
  ],
  aliases: { '-b': '--branch' },
};
/** What ADD does as well, or what changes nothing of the files. */
const SAME =
  /^(?:--(?:branch|depth|single-branch|no-single-branch|quiet|recursive|recurse-submodules|shallow-submodules|no-tags|jobs|progress|verbose|no-progress)|-[qvj])$/;
/** What can be done without the repository's own records. */
const NEEDS_NONE = new Set(['clone', 'apply', 'config', 'init', 'lfs', 'submodule', 'version', 'ls-remote']);
const REF = /^[\w./-]{1,200}$/;

export default defineRule({
  id: 'git-clone-in-run',
  aliases: ['tally/prefer-add-git'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'all',
  summary: 'A RUN clones a repository that ADD could fetch.',
  why: `The text of the RUN does not change when the branch moves on, so the build takes yesterday's clone from the cache; and the image needs git, and keeps \`.git\` beside the files.

\`ADD https://github.com/acme/app.git#v1.2 /src\` needs no git in the image, asks the server for the commit each time, leaves \`.git\` out and can be pinned to a commit. Submodules come along. Left alone are clones over SSH, those that the same RUN removes again, those whose
URL the shell makes, and those whose \`.git\` a later git command needs. A build that reads its version out of \`.git\` without calling git here (setuptools-scm, Cargo's vergen) needs \`--keep-git-dir=true\`.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nRUN git clone --depth 1 -b v1.2 https://github.com/acme/app /src\nRUN make -C /src\n',
      at: 'git clone --depth 1 -b v1.2 https://github.com/acme/app',
      fixed: 'FROM debian:12\nADD https://github.com/acme/app.git#v1.2 /src\nRUN make -C /src\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN git clone https://github.com/acme/app.git && cd app && git checkout 0123456789abcdef0123456789abcdef01234567\n',
      at: 'git clone https://github.com/acme/app.git',
      fixed: 'FROM debian:12\nADD https://github.com/acme/app.git#0123456789abcdef0123456789abcdef01234567 app\n',
    },
    {
      dockerfile:
        'FROM debian:12\nARG V\nRUN apt-get update && git clone --recursive https://gitlab.com/acme/$V/x.git -b "v${V}" && make -C x && rm -rf x/.git\n',
      at: 'git clone --recursive https://gitlab.com/acme/$V/x.git',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN git clone git@github.com:acme/app && git clone ssh://git@acme.io/x && git clone /mnt/x && git clone $URL && git clone https://$HOST/acme/x\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN git clone https://github.com/acme/app && cd app && git describe --tags\n',
      note: 'it needs the tags',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN git clone https://github.com/acme/app\nWORKDIR app\nRUN make && git -C . log -1\n',
      note: 'in a later RUN of the stage too',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=secret,id=t git clone https://github.com/acme/app\nRUN ["git", "clone", "https://github.com/acme/app"]\nRUN for x in a b; do git clone https://github.com/acme/$x; done\nRUN V=$(curl x) && git clone https://github.com/acme/$V\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN git clone https://github.com/acme/app && make -C app && rm -rf app\nRUN git clone https://github.com/acme/a || git clone https://example.com/acme/a\n',
      note: 'ADD would leave the sources in a layer; it knows no second way',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN git clone --mirror https://github.com/acme/a && git -c http.proxy=x clone https://github.com/acme/b && git clone https://bot:pw@acme.io/acme/c\n',
    },
  ],
  *dockerfile(subject) {
    const needed = lastNeeds(subject);
    for (const command of subject.commands('git')) {
      const clone = cloneOf(subject, command);
      if (clone === undefined) continue;
      const { stage } = command.script.instruction;
      if ((needed.get(stage) ?? -1) > command.span.start || isFallback(command)) continue;
      if (removesFolders(command, ['.git', '.github'])) continue;
      yield hit(through(command, clone.url), 'the cache keeps what was cloned once, and the image needs git for it', {
        help: `write ADD ${shown(clone.url)}${clone.branch?.value === undefined ? '' : `#${clone.branch.value}`} and the directory`,
        ...withFix(command, clone),
      });
    }
  },
});

interface Clone {
  readonly url: Argument;
  readonly folder: Argument | undefined;
  readonly branch: { readonly value: string | undefined } | undefined;
}

/** A clone that ADD can do as well. */
function cloneOf(subject: DockerfileSubject<unknown>, command: Command): Clone | undefined {
  const { script, inside } = command;
  if (script.dialect === 'none' || script.instruction.flags.some(({ name }) => name === 'mount')) return undefined;
  if (inside.loop || inside.branch || inside.function || inside.condition) return undefined;
  const given = readFlags(command, CLONE);
  const [verb, url, folder, more] = given.operands;
  if (verb?.value !== 'clone' || url === undefined || more !== undefined) return undefined;
  if (!given.flags.every(({ name }) => SAME.test(name))) return undefined;
  const text = (url.value ?? url.text).replace(/["']/g, '');
  if (!/^https:\/\/[\w.-]+\.[a-z]+(?::\d+)?\/[^@\s?#`(]+$/i.test(text)) return undefined;
  const state = subject.stateBefore(script.instruction);
  if (url.value === undefined && !url.variables.every(name => state.variable(name) !== undefined)) return undefined;
  return { url, folder, branch: given.flag('--branch') };
}

/** The address as ADD takes it for one of git: with `.git` at its end. */
function shown({ value, text }: Argument): string {
  return `${withoutSlashes((value ?? text).replace(/["']/g, '')).replace(/\.git$/, '')}.git`;
}

/** One of two ways, of which the second is tried if the first fails. */
function isFallback({ script, index, after }: Command): boolean {
  return after === '||' || script.commands[index - 1]?.after === '||';
}

/** The directory that git makes for it. */
function nameOf({ value = '' }: Argument): string | undefined {
  return withoutSlashes(value)
    .split('/')
    .at(-1)
    ?.replace(/\.git$/, '');
}

/** For each stage, where the last git command stands that reads a repository. */
function lastNeeds(subject: DockerfileSubject<unknown>): ReadonlyMap<number | undefined, number> {
  const places = new Map<number | undefined, number>();
  for (const command of subject.commands('git')) {
    const [verb, ref, more] = readFlags(command, CLONE).operands;
    const checkout =
      (verb?.value === 'checkout' || verb?.value === 'switch') && ref !== undefined && more === undefined;
    if (verb?.value !== undefined && !checkout && !NEEDS_NONE.has(verb.value))
      places.set(command.script.instruction.stage, command.span.start);
  }
  return places;
}

/** ADD in place of a RUN that does nothing but clone, and check out one commit. */
function withFix({ script, index }: Command, { url, folder, branch }: Clone): { fix?: Fix } {
  const { instruction, commands } = script;
  const [next, checkout] = commands.slice(index + 1);
  const out = checkout === undefined ? undefined : readFlags(checkout).operands;
  const checks =
    next?.name === 'cd' &&
    checkout?.name === 'git' &&
    out?.[0]?.value === 'checkout' &&
    out.length === 2 &&
    commands.length === 3;
  if (index !== 0 || (commands.length > 1 && !checks) || instruction.heredocs.length > 0) return {};
  if (instruction.kind !== 'run' || instruction.flags.length > 0 || instruction.onbuild !== undefined) return {};
  const ref = checks ? out?.[1]?.value : branch === undefined ? '' : branch.value;
  const target = folder === undefined ? nameOf(url) : folder.value;
  const plain =
    url.literal && url.value !== undefined && (ref === '' || REF.test(ref ?? ' ')) && REF.test(target ?? ' ');
  if (
    !plain ||
    commands.some(({ redirects, wrappers, after }) => redirects.length + wrappers.length > 0 || after === '||')
  )
    return {};
  const text = `ADD ${shown(url)}${ref === '' ? '' : `#${ref}`} ${target}`;
  return { fix: { title: 'Fetch it with ADD', safety: 'review', edits: [{ span: instruction.span, text }] } };
}
