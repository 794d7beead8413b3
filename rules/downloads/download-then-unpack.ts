import { type Argument, type Command, type DockerfileSubject, defineRule, type Fix, hit } from '../../src/rule.js';
import { removesFolders } from '../_share/build-and-remove.js';
import { stageOf } from '../_share/copies.js';
import { type DownloadCall, downloadCall, verification } from '../_share/downloads.js';
import { through } from '../_share/edits.js';
import { isArchiveName } from '../_share/sources.js';
import { type Unpacking, unpacking } from '../_share/tar.js';
import { withoutSlashes } from '../_share/workdirs.js';

/** With these the server is told more than ADD can tell it. */
const MORE =
  '-H --header -u --user -d --data --data-raw --data-binary --json -F --form -X --request -b --cookie --cert --key --post-data --http-user --http-password --netrc -n --oauth2-bearer -K --config --insecure --no-check-certificate'.split(
    ' ',
  );

export default defineRule({
  id: 'download-then-unpack',
  aliases: ['tally/prefer-add-unpack'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'all',
  summary: 'A RUN downloads a tar archive and unpacks it, which ADD could do.',
  why: `The text of the RUN stays the same when the archive changes, so the build goes on with the old one; curl and tar have to be in the image; and mostly nobody checks what has come.

\`ADD --unpack=true --checksum=sha256:… https://example.com/app.tar.gz /opt/\` does all of it, from \`docker/dockerfile:1.17\` on. Left alone are downloads that are checked or removed again in the same RUN, those that need a header or a login, and what ADD cannot
do: \`--strip-components\`, picked members, an address that the shell puts together.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN curl -fsSL https://example.com/app.tar.gz | tar -xz -C /opt/\n',
      at: 'curl -fsSL https://example.com/app.tar.gz',
      fixed: 'FROM debian:12\nADD --unpack=true https://example.com/app.tar.gz /opt/\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN mkdir -p /srv && curl -o /tmp/a.tgz https://example.com/latest && tar xzf /tmp/a.tgz -C /srv && rm /tmp/a.tgz\n',
      at: 'curl -o /tmp/a.tgz https://example.com/latest',
      fixed: 'FROM debian:12\nADD --unpack=true https://example.com/latest /srv/\n',
    },
    {
      dockerfile:
        'FROM debian:12\nARG V\nWORKDIR /app\nRUN apt-get update && wget -qO- "https://example.com/a-$V.tar.xz" | tar xJ && cd /x && wget https://example.com/b.tar.bz2 && tar --extract --file b.tar.bz2\n',
      at: ['wget -qO- "https://example.com/a-$V.tar.xz"', 'wget https://example.com/b.tar.bz2'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl -fsSL https://example.com/i.sh | bash; curl -o /x.tar https://example.com/x.tar; curl https://example.com/a.tgz | tar -t\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl -fo a.tgz https://example.com/a.tgz && echo "0123  a.tgz" | sha256sum -c && tar xf a.tgz\n',
      note: 'it is checked',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl https://example.com/a.tgz | tar xz -C /tmp && make -C /tmp/a install && rm -rf /tmp/a\nRUN curl https://example.com/a.tgz | tar xz || curl https://example.org/a.tgz | tar xz\n',
      note: 'ADD would leave the sources in a layer; it knows no second way',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl https://example.com/a.tgz | tar xz --strip-components=1; curl https://example.com/a.tgz | tar xz bin/a; curl -H "A: $B" https://example.com/a.tgz | tar xz\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl "https://example.com/$(uname -m).tgz" | tar xz; A=$(x); curl https://example.com/$A.tgz | tar xz; for i in a b; do curl https://example.com/$i.tgz | tar xz; done\n',
    },
    {
      dockerfile:
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN curl.exe https://example.com/a.tgz -o a.tgz && tar.exe -xf a.tgz\nFROM debian:12\nRUN curl -o a.tgz https://example.com/a.tgz; tar xf b.tgz\n',
    },
  ],
  *dockerfile(subject) {
    const isVerified = verification();
    for (const command of subject.commands('curl', 'wget')) {
      const call = downloadCall(command);
      const [url, more] = call?.urls ?? [];
      if (call === undefined || url === undefined || more !== undefined || !canAdd(subject, call, url)) continue;
      const tar = unpackedBy(call, url);
      if (tar === undefined || !tar.whole || isVerified(command) || isVerifiedBefore(command, tar)) continue;
      if (isFallback(command, tar) || removesFolders(tar.command, [bare(tar.archive?.value ?? '')])) continue;
      yield hit(through(command, url), 'the cache keeps what was downloaded once, and nothing checks what has come', {
        help: 'write ADD --unpack=true --checksum=sha256:… with this address and the directory',
        ...withFix(call, url, tar),
      });
    }
  },
});

/** Could ADD fetch it: over HTTP, from an address that the builder knows, without more than that? */
function canAdd(
  subject: DockerfileSubject<unknown>,
  { command, arguments: given }: DownloadCall,
  url: Argument,
): boolean {
  const { instruction } = command.script;
  if (stageOf(subject, instruction)?.os !== 'linux' || given.flag(...MORE) !== undefined) return false;
  const { loop, branch, function: inFunction, condition, substitution } = command.inside;
  if (loop || branch || inFunction || condition || substitution) return false;
  const text = url.value ?? url.text;
  if (!/^["']?https?:\/\/[^$`(/]+\//i.test(text) || /\$\(|`/.test(text)) return false;
  const state = subject.stateBefore(instruction);
  return url.value !== undefined || url.variables.every(name => state.variable(name) !== undefined);
}

/** The tar that unpacks what comes: behind it in the pipe, or later in the script by the file's name. */
function unpackedBy({ command, arguments: given, toOutput }: DownloadCall, url: Argument): Unpacking | undefined {
  const address = (url.value ?? url.text).replace(/["']/g, '').split(/[?#]/)[0] ?? '';
  const parts = command.pipeline?.parts ?? [];
  if (toOutput) {
    const next = parts[parts.indexOf(command) + 1];
    const tar = next === undefined || !parts.includes(command) ? undefined : unpacking(next);
    return tar?.archive === undefined && isArchiveName(address) ? tar : undefined;
  }
  const output = given.flag('--output', '--output-document')?.value;
  const file = bare(output ?? address);
  if (!isArchiveName(file) && !isArchiveName(address)) return undefined;
  for (const later of command.script.commands.slice(command.index + 1, command.index + 40)) {
    const tar = unpacking(later);
    const name = tar?.archive?.value ?? tar?.archive?.text.replace(/["']/g, '');
    if (name !== undefined && bare(name) === file) return tar;
  }
  return undefined;
}

function bare(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/** One of two ways, of which the second is tried if the first fails. */
function isFallback({ script, index }: Command, { command }: Unpacking): boolean {
  return command.after === '||' || script.commands[index - 1]?.after === '||';
}

/** Does any check stand between the two? */
function isVerifiedBefore({ script, index }: Command, { command }: Unpacking): boolean {
  return script.commands
    .slice(index + 1, command.index)
    .some(({ name = '' }) => /^(?:sha\d+sum|md5sum|shasum|b2sum|openssl|gpgv?|cosign|minisign)$/.test(name));
}

/** ADD in place of a RUN that does nothing else. */
function withFix({ command, arguments: given }: DownloadCall, url: Argument, tar: Unpacking): { fix?: Fix } {
  const { instruction, commands, dialect } = command.script;
  const output = given.flag('--output', '--output-document')?.value;
  const others = commands.filter(each => each !== command && each !== tar.command);
  const tidy = others.every(({ name, args, redirects }) => {
    const last = args.at(-1)?.value;
    return (
      redirects.length === 0 && ((name === 'mkdir' && last === tar.folder?.value) || (name === 'rm' && last === output))
    );
  });
  const into = tar.folder === undefined ? './' : tar.folder.value;
  const plain = url.literal && url.value !== undefined && into !== undefined && /^[\w./-]+$/.test(into);
  if (!tidy || !plain || dialect === 'none' || instruction.kind !== 'run' || instruction.flags.length > 0) return {};
  if (instruction.heredocs.length > 0 || instruction.onbuild !== undefined || command.wrappers.length > 0) return {};
  const text = `ADD --unpack=true ${url.value} ${withoutSlashes(into)}/`;
  return {
    fix: { title: 'Fetch and unpack it with ADD', safety: 'review', edits: [{ span: instruction.span, text }] },
  };
}
