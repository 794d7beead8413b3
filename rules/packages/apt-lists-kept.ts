import { type Command, type DockerfileSubject, defineRule, hit, type Instruction } from '../../src/rule.js';
import { isDryRun, isElsewhere } from '../_share/apt.js';
import { commandsOf, isCleaned, isMounted } from '../_share/cleanup.js';
import { appended, through } from '../_share/edits.js';
import { firstOfStages } from '../_share/first-of-stage.js';
import { isShipped, precedes } from '../_share/lineage.js';
import { type PackageCall, packageCall, packageCalls } from '../_share/packages.js';

const LISTS = '/var/lib/apt/lists';
const ARCHIVES = '/var/cache/apt/archives';

export default defineRule({
  id: 'apt-lists-kept',
  aliases: ['DL3009', 'DKL-DI-0005', 'df746b39-6564-4fed-bf85-e9c44382303c', 'apt-get_missing_rm', 'no_apt-get_clean'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'What apt downloads, lists and sometimes packages, stays in a layer.',
  why: `\`apt-get update\` leaves 20 to 50 MB of lists under \`/var/lib/apt/lists\`. Everybody who pulls the image pays for them, and they are out of date within days. A later RUN
cannot take them out again: the layer that holds them is shipped all the same. \`apt-get clean\` removes downloaded packages, not the lists.

End the same RUN with \`rm -rf /var/lib/apt/lists/*\`, or mount a cache there: \`RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked …\`. A stage whose layers are not part of
the image does not matter and is left alone; images that others build on may keep the lists on purpose.

Debian's and Ubuntu's images delete downloaded packages by \`/etc/apt/apt.conf.d/docker-clean\`. Whoever removes that file to fill a cache has to mount \`/var/cache/apt\` too wherever something is installed.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
      at: 'apt-get update',
      fixed: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get -qq update \\\n    && apt-get install -y curl \\\n    && apt-get clean\n',
      at: 'apt-get -qq update',
      fixed:
        'FROM debian:12\nRUN apt-get -qq update \\\n    && apt-get install -y curl \\\n    && apt-get clean \\\n    && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN rm -rf /var/lib/apt/lists/* && apt update && apt install -y curl && rm -rf /tmp/* /var/lib/apt/lists/partial/*\nRUN rm -rf /var/lib/apt/lists/*\n',
      at: 'apt update',
      note: 'before it, somewhere else, and a layer too late',
    },
    { dockerfile: 'FROM debian:13\nRUN apt-get install --update -y curl\n', at: 'apt-get install' },
    {
      dockerfile: 'FROM debian:12\nRUN apt-get update && rm -rf "/var/lib/apt/lists/*"\n',
      at: 'apt-get update',
      note: 'in quotes the star is a file name',
    },
    {
      dockerfile: 'FROM debian:12 AS base\nRUN ["sudo", "apt-get", "update"]\nFROM base\nCMD ["x"]\n',
      at: 'apt-get", "update',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN <<EOF\nexport GNUPGHOME="$(mktemp -d)"\napt-get update\napt-get install -y curl\nrm -rf "$GNUPGHOME"\nEOF\n',
      at: 'apt-get update',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl\n',
      at: 'apt-get install',
      note: 'the packages are kept now, and their folder is not mounted',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y git && apt-get clean\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl\n',
      note: 'docker-clean deletes the packages',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /tmp/* /var/lib/apt/lists/*\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get update; rm -r /var/lib/apt/lists\nRUN apt update; rm -fr /var/lib/apt/*\nRUN apt update; rm -rf /var/{cache,log,lib/apt/lists}/*\nRUN apt-get update; cd /var/lib/apt && rm -rf lists/*\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get update && find /var/lib/apt/lists -type f -delete\nRUN apt-get update && apt-get dist-clean\nRUN apt update && find /var/lib/apt -mindepth 1 -exec rm -rf {} +\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=cache,dst=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl\nRUN --mount=type=tmpfs,target=/var/lib/apt/lists/ apt-get update\n',
    },
    {
      dockerfile:
        'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y gcc\nFROM debian:12\nCOPY --from=build /x /x\n',
      note: 'nothing of that stage is shipped but /x',
    },
    {
      dockerfile:
        'FROM debian:12\nCOPY clean.sh /\nRUN apt-get update && /clean.sh\nRUN apt-get update && rm -rf $LEFT\n',
      note: 'nobody knows what these remove',
    },
  ],
  *dockerfile(subject) {
    const { file } = subject;
    const removals = lastRemovals(subject);
    yield* keptArchives(subject);
    for (const instruction of subject.instructions('run')) {
      const update = lastUpdate(commandsOf(subject, instruction));
      if (update === undefined || !isShipped(subject, instruction)) continue;
      if (isMounted(subject, instruction, LISTS)) continue;
      const cleaned = isCleaned(subject, update.command, [LISTS], removesLists);
      if (cleaned === undefined) yield { notEvaluated: 'a command that cannot be read from here may remove the lists' };
      if (cleaned !== false) continue;
      const edit = appended(file.text, file.escape, update.command, `rm -rf ${LISTS}/*`);
      yield hit(
        through(update.command, update.verb),
        'the package lists stay in this layer, some 20 to 50 MB that everybody pulls',
        {
          help:
            (removals.get(instruction.stage ?? -1) ?? -1) > instruction.index
              ? `a later RUN cannot shrink this layer: put rm -rf ${LISTS}/* at the end of this one`
              : `end this RUN with rm -rf ${LISTS}/*, or mount a cache there`,
          ...(edit && { fix: { title: 'Remove the lists at the end of the RUN', safety: 'review', edits: [edit] } }),
        },
      );
    }
  },
});

/** Packages that stay because nothing deletes them any more. They are told of where the lists are no matter. */
function* keptArchives(subject: DockerfileSubject) {
  const removals = firstOfStages(withoutDockerClean(subject));
  if (removals.length === 0) return;
  for (const instruction of subject.instructions('run')) {
    const commands = commandsOf(subject, instruction);
    const install = packageCalls(commands).findLast(call => /^apt/.test(call.manager) && call.action === 'install');
    if (install === undefined || isDryRun(install) || isElsewhere(install) || !isShipped(subject, instruction))
      continue;
    if (!removals.some(precedes(subject, instruction))) continue;
    if (!isMounted(subject, instruction, LISTS) || isMounted(subject, instruction, ARCHIVES)) continue;
    const cleaned = isCleaned(subject, install.command, [ARCHIVES], command =>
      /^(dist-?)?clean$/.test(packageCall(command)?.verb.value ?? ''),
    );
    if (cleaned === undefined)
      yield { notEvaluated: 'a command that cannot be read from here may remove the packages' };
    if (cleaned === false)
      yield hit(
        through(install.command, install.verb),
        'docker-clean has been removed, and the downloaded packages stay in this layer',
        { help: 'mount a cache at /var/cache/apt too, or end this RUN with apt-get clean' },
      );
  }
}

/** Instructions that remove the file by which Debian's images delete downloaded packages. */
function* withoutDockerClean(subject: DockerfileSubject): Iterable<Instruction> {
  for (const { args, script } of subject.commands('rm'))
    if (args.some(({ text }) => /\/apt\.conf\.d\/docker-clean["']?$/.test(text))) yield script.instruction;
}

/** By stage: the place of the last RUN that removes lists. */
function lastRemovals(subject: DockerfileSubject): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  for (const { args, script } of subject.commands('rm')) {
    const { stage, index } = script.instruction;
    if (stage !== undefined && args.some(({ text }) => text.startsWith(LISTS))) last.set(stage, index);
  }
  return last;
}

function lastUpdate(commands: readonly Command[]): PackageCall | undefined {
  for (const command of [...commands].reverse()) {
    const call = packageCall(command);
    if (call === undefined || !/^apt/.test(call.manager)) continue;
    // Newer releases know `apt-get install --update`.
    if (call.action !== 'update' && call.arguments.flag('--update', '-U') === undefined) continue;
    if (!isDryRun(call) && !isElsewhere(call)) return call;
  }
  return undefined;
}

function removesLists(command: Command): boolean {
  return /^(dist-?clean)$/.test(packageCall(command)?.verb.value ?? '');
}
