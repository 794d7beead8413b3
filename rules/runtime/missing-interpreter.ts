import { defineRule, type FileAt, type Hit, type ImageSubject } from '../../src/rule.js';
import { exampleElf } from '../_share/example-programs.js';
import { foreignTo, type Program, programAt, programRead } from '../_share/program-heads.js';
import { resolveProgram, startWords } from '../_share/programs.js';

type Subject = Pick<ImageSubject, 'at' | 'image' | 'incomplete'>;
const HELLO = exampleElf(62, '/lib64/ld-linux-x86-64.so.2');

export default defineRule({
  id: 'missing-interpreter',
  aliases: [],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'What the start program needs to run, its shell or its loader, is not in the image.',
  why: `The kernel does not run scripts and most programs by themselves but through the interpreter that their first bytes name: \`#!/bin/bash\`, or the loader of the C library. If that is missing, the container ends with
"no such file or directory" although the file is plainly there. The usual cases: a program linked against glibc on Alpine, \`bash\` on an image that has only \`sh\`, a script checked out on Windows
whose first line ends in CR LF, a script without any \`#!\` line.

Link statically or build on the base you ship; install the shell or write for \`sh\`; keep \`*.sh text eol=lf\` in \`.gitattributes\`.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        config: { Entrypoint: ['/app'] },
        layers: [{ app: { mode: 0o755, content: HELLO }, 'lib/ld-musl-x86_64.so.1': { mode: 0o755 } }],
      },
      at: 'app',
      note: 'built for glibc, shipped on Alpine',
    },
    { image: { config: { Cmd: ['/run'] }, layers: [{ run: { mode: 0o755, content: '#!/bin/bash\n' } }] }, at: 'run' },
    {
      image: {
        config: { Cmd: ['/run'] },
        layers: [
          {
            run: { mode: 0o755, content: '#!/bin/sh\r\n' },
            'bin/sh': { mode: 0o755, content: exampleElf(62) },
          },
        ],
      },
      at: 'run',
      note: 'CR LF',
    },
    {
      image: {
        config: { Cmd: ['/run'] },
        layers: [
          {
            run: { mode: 0o755, content: '#! /usr/bin/env node\n' },
            'usr/bin/env': { mode: 0o755, content: exampleElf(62) },
          },
        ],
      },
      at: 'run',
    },
    { image: { config: { Cmd: ['/run'] }, layers: [{ run: { mode: 0o755, content: 'echo hello\n' } }] }, at: 'run' },
  ],
  goodImages: [
    {
      image: {
        config: { Cmd: ['/app'] },
        layers: [{ app: { mode: 0o755, content: exampleElf(40, '/lib/ld-linux-armhf.so.3') } }],
      },
      note: 'made for another processor, which is the defect to tell',
    },
    {
      image: {
        config: { Entrypoint: ['/run'] },
        layers: [
          {
            run: { mode: 0o755, content: '#!/usr/bin/env -S node --title x\nrequire("x")' },
            'usr/bin/env': { mode: 0o755, content: HELLO },
            'usr/bin/node': { link: '/opt/node' },
            'opt/node': { mode: 0o755, content: exampleElf(62) },
          },
          { 'usr/lib64/ld-linux-x86-64.so.2': { mode: 0o755 }, lib64: { link: 'usr/lib64' } },
        ],
      },
    },
    {
      image: {
        config: { Cmd: ['/b'] },
        layers: [{ a: { mode: 0o755, content: exampleElf(62) }, b: { type: 'hardlink', link: 'a', mode: 0o755 } }],
      },
      note: 'a hard link',
    },
  ],
  reads: { programs: programRead },
  *image(subject) {
    const { os } = subject.image;
    if (os === undefined || os.toLowerCase() !== 'linux') return yield { notApplicable: 'it is no Linux image' };
    const [first] = startWords(subject).words ?? [];
    if (first === undefined) return yield { notApplicable: 'the image starts nothing by itself' };
    if (subject.incomplete !== undefined) return yield { notEvaluated: subject.incomplete };
    const seen = subject.seen('programs');
    // A script's interpreter may be a script; Linux follows four of them.
    for (let word = first, hops = 0; hops < 5; hops++) {
      const { file, problem } = resolveProgram(subject, word);
      if (problem !== undefined || file.type !== 'file') return;
      const program = programAt(seen, file);
      const defect = whatLacks(subject, file, program);
      if (defect !== undefined) yield { at: { in: 'layer', layer: file.layer, path: file.path }, ...defect };
      if (defect !== undefined || program?.kind !== 'script') return;
      word = program.interp;
    }
  },
});

function whatLacks(subject: Subject, { path }: FileAt, program: Program | undefined): Omit<Hit, 'at'> | undefined {
  if (program === undefined)
    return {
      message: `no container starts: /${path} begins neither with #! nor as a program does ("exec format error")`,
      help: 'put #!/bin/sh into the first line, with nothing in front of it, not even a byte order mark',
    };
  if (program.kind === 'elf')
    // A program for another processor never gets so far, and another rule tells.
    return program.interp === undefined ||
      subject.at(program.interp) !== undefined ||
      foreignTo(program, subject.image.architecture ?? '') !== undefined
      ? undefined
      : {
          message: `no container starts: /${path} needs the loader ${program.interp}, which is not in the image`,
          help: isGlibcOnMusl(subject, program.interp)
            ? 'the image has musl: build the program there, link it statically, or take a base image with glibc'
            : 'link it statically, or take a base image with its C library',
        };
  if (program.kind !== 'script') return undefined;
  if (program.crlf)
    return {
      message: `no container starts: the #! line of /${path} ends in CR LF, and the CR counts as part of the name`,
      help: 'store the file with LF line ends: *.sh text eol=lf in .gitattributes',
    };
  const missing = missingOf(subject, program.interp, program.argument);
  return missing === undefined
    ? undefined
    : {
        message: `no container starts: the #! line of /${path} wants ${missing}, which is not in the image`,
        help: 'install it, or name an interpreter that is there',
      };
}

/** The interpreter, or the program that `env` shall find, if it is not there. */
function missingOf(subject: Subject, interp: string, argument: string): string | undefined {
  if (resolveProgram(subject, interp.startsWith('/') ? interp : `./${interp}`).problem === 'missing') return interp;
  if (!/(^|\/)env$/.test(interp) || argument === '') return undefined;
  const split = /^-S\s*|^--split-string[=\s]\s*/.exec(argument)?.[0];
  // Without -S all that follows is one word, blanks included.
  const word = split === undefined ? argument : argument.slice(split.length).split(/[ \t]/)[0];
  if (word === undefined || !/^[\w./+ -]+$/.test(word) || word.startsWith('-')) return undefined;
  return resolveProgram(subject, word).problem === 'missing' ? word : undefined;
}

function isGlibcOnMusl({ at }: Subject, interp: string): boolean {
  return (
    /\/ld-linux/.test(interp) &&
    ['x86_64', 'aarch64', 'armhf', 'i386', 'riscv64', 's390x', 'powerpc64le'].some(
      arch => at(`lib/ld-musl-${arch}.so.1`) !== undefined,
    )
  );
}
