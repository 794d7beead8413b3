import { defineRule } from '../../src/rule.js';
import { exampleElf } from '../_share/example-programs.js';
import { foreignTo, isKnownArchitecture, programAt, programRead } from '../_share/program-heads.js';
import { resolveProgram, startWords } from '../_share/programs.js';

export default defineRule({
  id: 'wrong-architecture',
  aliases: [],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The program that a container starts with is made for another processor or system than the image says.',
  why: `The container ends with "exec format error" on every machine that the image says it is for. Mostly a binary from the developer's own computer was copied in, a download names one architecture for all
platforms, or a build stage was fixed to a platform with \`FROM --platform=\`. When \`/bin/sh\` too is made for another one, the whole file system is, and only the label is wrong.

Build or fetch for \`TARGETARCH\`. Emulation (binfmt) hides the defect on the machine that has it.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: { config: { Entrypoint: ['/app'] }, layers: [{ app: { mode: 0o755, content: exampleElf(40) } }] },
      at: 'app',
    },
    {
      image: {
        config: { Cmd: ['app.exe'], Env: ['PATH=/'] },
        layers: [{ 'app.exe': { mode: 0o755, content: 'MZ\x90' } }],
      },
      at: 'app.exe',
      note: 'a program of Windows',
    },
    {
      image: {
        config: { Cmd: ['/run'] },
        layers: [
          { run: { mode: 0o755, content: '#!/bin/sh\n' } },
          { 'bin/busybox': { mode: 0o755, content: exampleElf(22) }, 'bin/sh': { link: 'busybox' } },
        ],
      },
      at: 'bin/busybox',
      note: 'the interpreter of the script',
    },
  ],
  goodImages: [
    {
      image: {
        config: { Entrypoint: ['/app'] },
        layers: [{ app: { mode: 0o755, content: exampleElf(62) }, tool: { mode: 0o755, content: exampleElf(40) } }],
      },
      note: 'what is not started may be for others',
    },
    { image: { config: { Entrypoint: ['/app'] }, layers: [{ app: { mode: 0o755, content: exampleElf(3) } }] } },
  ],
  reads: { programs: programRead },
  *image(subject) {
    const { os, architecture = '' } = subject.image;
    if (os === undefined || os.toLowerCase() !== 'linux') return yield { notApplicable: 'it is no Linux image' };
    if (!isKnownArchitecture(architecture))
      return yield { notEvaluated: `how programs for ${architecture || 'a missing architecture'} look is not known` };
    const seen = subject.seen('programs');
    const words = [startWords(subject).words?.[0], '/bin/sh'].filter(word => word !== undefined);
    for (let [i, word] of words.entries()) {
      // A script's interpreter may be a script.
      for (let hops = 0; hops < 5; hops++) {
        const { file, problem } = resolveProgram(subject, word);
        const program = problem === undefined ? programAt(seen, file) : undefined;
        if (file === undefined || program === undefined) break;
        if (program.kind === 'script') {
          word = program.interp;
          continue;
        }
        const foreign = foreignTo(program, architecture);
        if (foreign === undefined) break;
        return yield {
          at: { in: 'layer', layer: file.layer, path: file.path },
          message: `/${file.path} is a program for ${foreign}, and the image says it is for ${architecture}: ${i === 0 && words.length > 1 ? 'no container starts' : 'no shell runs in it'}`,
          help: 'build or fetch it for the platform of the image (TARGETARCH)',
        };
      }
    }
    if (subject.incomplete !== undefined) yield { notEvaluated: subject.incomplete };
  },
});
