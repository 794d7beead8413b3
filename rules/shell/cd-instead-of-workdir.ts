import {
  type Argument,
  type Command,
  type DockerfileSubject,
  defineRule,
  type Fix,
  hit,
  type Instruction,
  type Script,
} from '../../src/rule.js';
import { isPlain } from '../_share/errexit.js';

/** Folders of the system: nobody wants a container to start there. */
const SYSTEM =
  /^(?:\/(?:tmp|etc|proc|sys|dev|boot|bin|sbin|lib|var\/(?:tmp|lib|cache)|usr(?:\/local)?(?:\/(?:bin|sbin|lib|include|share))?)?)$/;

export default defineRule({
  id: 'cd-instead-of-workdir',
  aliases: [
    'DL3003',
    'tally/hadolint/DL3003',
    'DS-0013',
    'AVD-DS-0013',
    'DS013',
    'use-workdir-over-cd',
    'docker-use-workdir-over-cd',
    'f4a6bcd3-e231-4acf-993c-aa027be50d2e',
  ],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN changes the folder with cd instead of WORKDIR.',
  why: `Each RUN has a shell of its own: a \`cd\` holds until the end of its RUN and for nothing behind it. \`RUN cd /app\` alone, or at the end of a RUN, does nothing at all, and is reported as a warning: whoever wrote it expects the next
instruction to work in \`/app\`.

\`WORKDIR /app\` holds for every later RUN, CMD, ENTRYPOINT, COPY and ADD, makes the folder where it is missing, and tells the reader where he is. A \`cd\` in a subshell \`(cd x && …)\`, one that is taken back with \`cd -\` or \`cd ..\`, and one into a
folder that the same RUN makes and deletes again are what \`cd\` is for.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN cd /app && make && make install\n',
      at: 'cd /app',
      fixed: 'FROM debian:12\nWORKDIR /app\nRUN make && make install\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN cd /app\nRUN make\n',
      at: 'cd /app',
      fixed: 'FROM debian:12\nWORKDIR /app\nRUN make\n',
    },
    { dockerfile: 'FROM debian:12\nRUN make && cd "/a b"\n', at: 'cd "/a b"', note: 'no effect at the end' },
    {
      dockerfile: 'FROM debian:12\nRUN git clone https://example.com/x && cd x && make\nRUN set -ex; cd $HOME; make\n',
      at: ['cd x', 'cd $HOME'],
    },
    {
      dockerfile: 'FROM debian:12\nRUN <<EOF\nset -e\ncd /app\nmake\nEOF\nONBUILD RUN cd /src && make\n',
      at: ['cd /app', 'cd /src'],
    },
    {
      dockerfile: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN cd /d C:\\app && build.cmd\n',
      at: 'cd /d C:\\app',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nWORKDIR /app\nRUN (cd /src && make) && make -C /x && git -C /y pull\n' },
    { dockerfile: 'FROM debian:12\nRUN cd /src && make && cd - && cd /a && make && cd ..\n', note: 'taken back' },
    { dockerfile: 'FROM debian:12\nRUN cd "$(mktemp -d)" && make\nRUN T=$(mktemp -d) && cd $T && make && rm -r $T\n' },
    {
      dockerfile:
        'FROM debian:12\nRUN curl https://example.com/x.tgz | tar xz && cd x && make install && cd / && rm -rf x\nRUN mkdir -p /tmp/b && cd /tmp/b && make && rm -r /tmp/b\n',
      note: 'made and deleted',
    },
    { dockerfile: 'FROM debian:12\nRUN for x in a b; do cd $x; make; cd ..; done; if true; then cd /x; make; fi\n' },
    {
      dockerfile:
        'FROM debian:12\nRUN cd /tmp && make && cp x /y\nRUN cd /usr/local/bin && ln -s a b\nRUN pushd /x && popd && echo "cd /x" && X=$(cd /x && pwd) && make\n',
    },
    { dockerfile: 'FROM debian:12\nCMD cd /app && ./run\nENTRYPOINT ["sh", "-c", "cd /app && ./run"]\n' },
    { dockerfile: 'FROM debian:12\nRUN f() { cd /x; }; f | cd /y; ls\n' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run'))
      for (const script of subject.scripts(instruction)) {
        if (script.dialect === 'cmd') {
          const found = /^cd\s+(?:\/d\s+)?(?:"[^"\n]*"|[^\s&|"]+)(?=\s*(?:&|$))/i.exec(script.text.text);
          if (found !== null)
            yield hit(script.text.part(0, found[0].length), 'this cd holds for this RUN only', {
              help: 'write WORKDIR in front of the RUN',
            });
          continue;
        }
        const changes = script.commands.filter(({ name }) => name === 'cd');
        if (changes.length === 0) continue;
        const known = passing(script);
        let told = false;
        for (const command of changes) {
          const last = command.after === undefined && command.index === script.commands.length - 1;
          // A RUN that goes from folder to folder is told once.
          if ((told && !last) || !isPlain(command) || command.pipeline !== undefined) continue;
          if (isMeant(command, changes, known)) continue;
          told = true;
          const fix = command.index === 0 ? asWorkdir(subject, instruction, command) : undefined;
          yield hit(
            command.span,
            last
              ? 'this cd has no effect: it holds to the end of its RUN, and here it ends'
              : 'this cd holds for this RUN only',
            {
              help: `write WORKDIR${command.args[0]?.value?.startsWith('/') ? ` ${command.args[0].value}` : ''} in front of ${last ? 'the next instruction' : 'the RUN'}`,
              ...(last ? { severity: 'warning' as const } : {}),
              ...(fix && { fix }),
            },
          );
        }
      }
  },
});

/** `cd -`, `cd ..` and what they take back; a folder that the RUN itself makes for a time. */
function isMeant({ args, index }: Command, changes: readonly Command[], { removed, made }: Passing): boolean {
  const [target, more] = args;
  if (target === undefined || more !== undefined || isBack(target)) return true;
  const next = changes.find(change => change.index > index && isPlain(change));
  if (next?.args[0] !== undefined && isBack(next.args[0])) return true;
  if (/mktemp/.test(target.text)) return true;
  if (target.variables.some(name => made.has(name))) return true;
  const path = plain(target);
  if (SYSTEM.test(path)) return true;
  return removed.some(
    each =>
      each.index > index &&
      (`${path}/`.startsWith(`${each.path}/`) ||
        (!path.startsWith('/') && path.split('/')[0] === each.path.split('/').at(-1))),
  );
}

function isBack({ value, text }: Argument): boolean {
  return /^(?:-|\/|\.\.(?:\/\.\.)*\/?)$/.test(value ?? '') || /OLDPWD/.test(text);
}

/** What a script makes only to delete it, or to use it once. */
interface Passing {
  readonly removed: readonly { readonly index: number; readonly path: string }[];
  /** Variables that hold what mktemp has made. */
  readonly made: ReadonlySet<string>;
}

function passing({ commands }: Script): Passing {
  const removed = commands
    .filter(({ name }) => name === 'rm')
    .flatMap(({ args, index }) => args.map(each => ({ index, path: plain(each).replace(/\/?\*?$/, '') })))
    .filter(({ path }) => path !== '' && !path.startsWith('-'))
    .slice(0, 256);
  const made = new Set<string>();
  if (commands.some(({ name }) => name === 'mktemp'))
    for (const { name, assignments, args } of commands) {
      for (const each of assignments) if (each.value === undefined) made.add(each.name);
      if (name === 'export')
        for (const { text } of args) if (text.includes('mktemp')) made.add(text.split('=')[0] ?? '');
    }
  return { removed, made };
}

function plain({ value, text }: Argument): string {
  return (value ?? text.replace(/["']/g, '')).replace(/\/$/, '');
}

/** WORKDIR in front of the RUN, without the `cd …&&` at its beginning. */
function asWorkdir(
  { file }: Pick<DockerfileSubject, 'file'>,
  instruction: Instruction,
  { args, span, after, script }: Command,
): Fix | undefined {
  const path = args[0]?.value;
  if (path === undefined || !/^\/[\w./-]*$/.test(path) || args[0]?.variables.length !== 0) return undefined;
  const { onbuild, json, flags, heredocs } = instruction;
  if (onbuild !== undefined || json !== undefined || flags.length > 0 || heredocs.length > 0) return undefined;
  const title = 'Write WORKDIR';
  if (script.commands.length === 1 && after === undefined)
    return { title, safety: 'review', edits: [{ span: instruction.span, text: `WORKDIR ${path}` }] };
  const joint = /^[ \t]*&&[ \t]*(?=[^\s\\`#])/.exec(file.text.slice(span.end, instruction.span.end))?.[0];
  if (after !== '&&' || joint === undefined) return undefined;
  return {
    title,
    safety: 'review',
    edits: [
      { span: { start: instruction.span.start, end: instruction.span.start }, text: `WORKDIR ${path}\n` },
      { span: { start: span.start, end: span.end + joint.length }, text: '' },
    ],
  };
}
