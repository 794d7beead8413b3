import { defineRule, type ImageSubject } from '../../src/rule.js';
import { resolveProgram } from '../_share/programs.js';

/** What shells do by themselves, and words that begin something else than a program. */
const BUILTIN = new Set(
  '. : [ [[ alias bg break case cd command continue declare echo eval exec exit export false fg for function getopts hash if jobs kill let local printf pwd read readonly return select set shift source test time times trap true type typeset ulimit umask unset until wait while'.split(
    ' ',
  ),
);
const SHELLS: readonly string[] = ['/bin/sh', '-c'];

export default defineRule({
  id: 'healthcheck-cannot-run',
  aliases: ['CIS-DI-0006'],
  controls: ['CIS-4.6'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The health check needs a program or a shell that is not in the image.',
  why: `The check fails each time, so the container counts as unhealthy although the service works: Swarm kills it again and again, and what waits for \`service_healthy\` in a Compose file never starts. Most often it
is \`curl\` on an image that has none, or shell form on an image without a shell.

Install the program, use one that is there (\`wget\` of BusyBox, the application's own command), or drop the check. Of a shell's text only the first command is looked at.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        config: { Healthcheck: { Test: ['CMD-SHELL', 'curl -f http://localhost/ || exit 1'] } },
        layers: [{ 'bin/sh': { mode: 0o755 } }],
      },
      at: '/config/Healthcheck',
    },
    {
      image: { config: { Healthcheck: { Test: ['CMD-SHELL', '/probe'] } }, layers: [{ probe: { mode: 0o755 } }] },
      at: '/config/Healthcheck',
      note: 'no shell',
    },
    {
      image: { config: { Healthcheck: { Test: ['CMD', '/probe'] } }, layers: [{ probe: '' }] },
      at: '/config/Healthcheck',
      note: 'not executable',
    },
  ],
  goodImages: [
    {
      image: {
        config: { Healthcheck: { Test: ['CMD-SHELL', '[ -e /ready ] && curl -f http://localhost/'] } },
        layers: [{ 'bin/sh': { mode: 0o755 } }],
      },
    },
    { image: { config: { Healthcheck: { Test: ['NONE'] } }, layers: [{ x: '' }] } },
    {
      image: {
        config: { Healthcheck: { Test: ['CMD-SHELL', 'wget -qO- localhost'] } },
        layers: [{ 'bin/busybox': { mode: 0o755 }, 'bin/sh': { link: 'busybox' } }],
      },
      note: 'BusyBox has it inside, with or without a link',
    },
    {
      image: { config: { Healthcheck: { Test: ['CMD', 'probe'] }, Volumes: { '/opt': {} }, Env: ['PATH=/opt'] } },
      note: 'a volume may bring it',
    },
  ],
  *image(subject) {
    const { runtime, raw } = subject.image;
    const { healthcheck } = runtime;
    if (runtime.os === 'windows') return yield { notApplicable: 'it is a Windows image' };
    if (healthcheck.unknown !== undefined) return yield { notEvaluated: healthcheck.unknown };
    if (healthcheck.value === undefined || healthcheck.value.none || healthcheck.at === undefined)
      return yield { notApplicable: 'the image has no health check' };
    const { Healthcheck: check, Shell: shell } = raw.config as Record<string, unknown>;
    const [type, ...words] = (check as { Test: readonly string[] }).Test;
    const text = type === 'CMD' ? undefined : words.join(' ');
    const shellWord = Array.isArray(shell) && typeof shell[0] === 'string' ? shell[0] : (SHELLS[0] as string);
    for (const word of text === undefined ? words.slice(0, 1) : [shellWord, firstCommand(subject, shellWord, text)]) {
      if (word === undefined) continue;
      const { problem, why } = { why: '', ...resolveProgram(subject, word) };
      if (problem === undefined) continue;
      if (problem === 'unknown') return yield { notEvaluated: why };
      if (subject.incomplete !== undefined) return yield { notEvaluated: subject.incomplete };
      const what = problem === 'missing' ? 'is not in the image' : 'cannot be executed';
      return yield {
        at: healthcheck.at,
        message: `the health check always fails: ${word} ${what}`,
        help:
          text !== undefined && word === shellWord
            ? 'write the check in JSON form, with a program that is in the image'
            : 'install it, or check with a program that is in the image',
      };
    }
  },
});

/** The program of the first command of a POSIX shell's text, if it is a plain word. */
function firstCommand(subject: ImageSubject, shell: string, text: string): string | undefined {
  if (!/(^|\/)(ba|da|a|k|z)?sh$/.test(shell)) return undefined;
  const word = /^\s*([\w./+-]{1,300})(?=[\s;&|>]|$)/.exec(text)?.[1];
  if (word === undefined || BUILTIN.has(word)) return undefined;
  // BusyBox runs what it holds without looking for it, depending on how it was built; these it never holds.
  const { file } = resolveProgram(subject, shell);
  const busy = file !== undefined && /(^|\/)(busybox|toybox)[^/]*$/.test(file.path) && !word.includes('/');
  return busy && !/^(curl|python[\d.]*|node|php|ruby|perl|java|http|pg_isready|mysqladmin|redis-cli)$/.test(word)
    ? undefined
    : word;
}
