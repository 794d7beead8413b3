import { type CopyInstruction, type DockerfileSubject, defineRule, hit, type Text } from '../../src/rule.js';
import { isFromContext, landings, SOMEWHERE } from '../_share/copies.js';
import { verification } from '../_share/downloads.js';
import { isArchiveName } from '../_share/sources.js';
import { TARS, type Unpacking, unpacking } from '../_share/tar.js';
import { resolvePath } from '../_share/workdirs.js';

export default defineRule({
  id: 'archive-copied-then-extracted',
  aliases: ['DL3010', 'tally/hadolint/DL3010'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An archive is copied and then unpacked by a RUN.',
  why: `The archive stays in the layer that COPY made, also when the RUN deletes it: everybody pulls it beside what came out of it.

\`ADD app.tar.gz /opt/app/\` unpacks a tar archive of the build context in one step, compressed with gzip, bzip2, xz or zstd, and leaves nothing else behind. It cannot do what \`--strip-components\`, \`--exclude\` and names of members do,
and unpacks neither zip nor a single compressed file: these are left alone. So is an archive that is checked against a digest before. With \`RUN --mount=type=bind,target=/src tar -xf /src/app.tar.gz -C /opt\` every option of tar works and the
archive stays out as well.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nCOPY packaged-app.tar /usr/src/app\nRUN tar -xf /usr/src/app/packaged-app.tar\n',
      at: 'packaged-app.tar',
    },
    {
      dockerfile:
        'FROM debian:12\nWORKDIR /tmp\nCOPY a.tgz x/b.tar.xz ./\nRUN cd /opt && tar xzf ../tmp/a.tgz && rm ../tmp/a.tgz\nRUN mkdir /b && bsdtar --extract --file=/tmp/b.tar.xz --directory /b\n',
      at: ['a.tgz', 'x/b.tar.xz'],
    },
    {
      dockerfile:
        'FROM debian:12\nARG V\nCOPY app-$V.tar.gz /tmp/app.tar.gz\nRUN sudo tar --get -vf /tmp/app.tar.gz -C $HOME\n',
      at: 'app-$V.tar.gz',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nADD a.tar /x/\nRUN tar -xf /x/a.tar\nCOPY b.tar /x/\nRUN tar -cf /o.tar /x/b.tar && tar -tf /x/b.tar\nFROM debian:12\nRUN tar -xf /x/b.tar\n',
      note: 'not unpacked, or in another stage',
    },
    {
      dockerfile:
        'FROM debian:12 AS b\nFROM debian:12\nCOPY --from=b /o/some.tar /opt/some.tar\nRUN tar -xf /opt/some.tar\n',
    },
    {
      dockerfile:
        'FROM debian:12\nCOPY a.tar b.zip c.xz d.tar /x/\nRUN tar -xf /x/a.tar --strip-components=1 && unzip /x/b.zip && unxz /x/c.xz && tar -xf /x/d.tar etc/conf\n',
      note: 'what ADD cannot do',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY a.tar /x/\nRUN echo "0123  /x/a.tar" | sha256sum -c && tar -xf /x/a.tar -C /\n',
      note: 'it is checked before',
    },
    { dockerfile: 'FROM debian:12\nRUN tar -xf /x/a.tar\nCOPY a.tar /x/\nCOPY c.tar /c/\nRUN tar -xf /y/c.tar\n' },
  ],
  *dockerfile(subject) {
    const calls = unpackings(subject);
    if (calls.size === 0) return;
    for (const copy of subject.instructions('copy')) {
      if (!isFromContext(copy)) continue;
      const state = subject.stateBefore(copy);
      for (const source of copy.sources) {
        if (!isArchiveName((state.expand(source).value ?? source.text).replace(/["']$/, ''))) continue;
        const call = callOf(subject, copy, source, calls);
        if (call === undefined) continue;
        yield hit(source.span, 'the archive stays in the image beside what a RUN unpacks from it', {
          help: 'write ADD, which unpacks it into the directory that is named',
          also: [{ in: 'dockerfile', span: call.command.span }],
        });
      }
    }
  },
});

/** What a RUN unpacks as a whole and without a check, by stage and the archive's bare name, in file order. */
function unpackings(subject: DockerfileSubject<unknown>): ReadonlyMap<string, readonly Unpacking[]> {
  const calls = new Map<string, Unpacking[]>();
  const sums = verification();
  for (const command of subject.commands(...TARS)) {
    const call = unpacking(command);
    const [start] = command.script.commands;
    if (call?.archive === undefined || !call.whole || start === undefined || sums(start)) continue;
    const key = `${command.script.instruction.stage} ${bare(call.archive.value ?? call.archive.text)}`;
    const list = calls.get(key);
    if (list === undefined) calls.set(key, [call]);
    else list.push(call);
  }
  return calls;
}

function bare(path: string): string {
  return path.replace(/["']/g, '').split(/[\\/]/).at(-1) ?? '';
}

/** The first tar behind the COPY that unpacks what it brought. */
function callOf(
  subject: DockerfileSubject<unknown>,
  copy: CopyInstruction,
  source: Text,
  calls: ReadonlyMap<string, readonly Unpacking[]>,
): Unpacking | undefined {
  const paths = landings(subject, copy, source);
  const target = copy.destination?.text ?? '';
  for (const name of new Set([source.text, target, ...(paths ?? [])].map(bare))) {
    if (name === '') continue;
    const later = calls.get(`${copy.stage} ${name}`) ?? [];
    const start = firstBehind(later, copy.index);
    for (const call of later.slice(start, start + 20)) {
      const { script } = call.command;
      const path = call.archive?.value;
      const workdir = subject.stateBefore(script.instruction).workdir.value ?? SOMEWHERE;
      const known = path?.startsWith('/') === true && paths !== undefined;
      if (!known || paths.includes(resolvePath(workdir, path)) || paths.some(each => /\\|:/.test(each))) return call;
    }
  }
  return undefined;
}

/** Place of the first call behind an instruction; they stand in file order. */
function firstBehind(calls: readonly Unpacking[], place: number): number {
  let low = 0;
  for (let high = calls.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((calls[middle]?.command.script.instruction.index ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
