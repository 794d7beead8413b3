import { defineRule, type Hit, hit, type InstructionOf, type State } from '../../src/rule.js';
import { baseSets } from '../_share/base-variables.js';

export default defineRule({
  id: 'env-self-reference',
  aliases: ['DL3044', 'tally/hadolint/DL3044'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An ENV uses a variable that the same ENV sets, or adds to one twice.',
  why: `All values of one ENV are read before any of them is set: in \`ENV A=/a B=$A/b\` B becomes \`/b\`, without a word from the builder, and the program looks in the wrong place.

In \`ENV PATH=/a:$PATH PATH=/b:$PATH\` both read the old PATH, and the second throws away what the first has added.

Write two ENV. A variable that an earlier instruction, or the base image, has set is another matter, and so is \`ENV PATH=/x:$PATH\`, which adds to its own old value.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nENV APP=/app BIN=$APP/bin\n',
      at: '$APP',
      fixed: 'FROM debian:12\nENV APP=/app\nENV BIN=$APP/bin\n',
    },
    {
      dockerfile: 'FROM debian:12\nENV A=1 \\\n    B="x${A}" \\\n    C=$B\n',
      at: ['${A}', '$B'],
      fixed: 'FROM debian:12\nENV A=1\nENV B="x${A}"\nENV C=$B\n',
    },
    {
      dockerfile: 'FROM debian:12\nENV PATH=/a:$PATH PATH=/b:${PATH}\n',
      at: 'PATH=/a:$PATH',
      fixed: 'FROM debian:12\nENV PATH=/a:$PATH\nENV PATH=/b:${PATH}\n',
      note: 'the first is lost',
    },
    { dockerfile: 'FROM scratch\nENV B=$A A=1\n', at: '$A', note: 'set behind it: moving it is not enough to guess' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nARG A=1\nENV A=$A B=$A\nENV A=2 C=$A\n', note: 'an older A is there; maybe meant' },
    { dockerfile: 'FROM debian:12\nENV PATH=/x:$PATH FOO=$PATH LIB=/l:$LIB\n', note: 'its own old value' },
    {
      dockerfile: "FROM debian:12\nENV FOO=1 B=$FOOBAR C=\\$FOO D='$FOO' E=${FOO:-2}\n",
      note: 'other names, escapes, quotes, defaults',
    },
    { dockerfile: 'FROM debian:12\nENV A=1 A=2 B=$B:x\n', note: 'nothing is added to' },
    { dockerfile: 'FROM golang:1.24\nENV GOPATH=/go BIN=$GOPATH/bin\n', note: 'the base image sets it' },
  ],
  *dockerfile(subject) {
    for (const env of subject.instructions('env')) {
      if (env.pairs.length < 2 || env.onbuild !== undefined) continue;
      const stage = env.stage === undefined ? undefined : subject.file.stages[env.stage];
      if (stage === undefined) continue;
      const { base } = subject.rootOf(stage);
      const state = subject.stateBefore(env);
      yield* lostAdditions(subject.file.text, env, state);
      const setBy = new Map(env.pairs.map(({ key }, i) => [key.text, i]));
      for (const [i, { key, value, span }] of env.pairs.entries()) {
        if (value === undefined) continue;
        const use = state
          .expand(value)
          .variables.find(
            ({ name, modifier }) =>
              name !== key.text && setBy.has(name) && !/^:?[-+?]/.test(modifier) && state.variable(name) === undefined,
          );
        const sets = use === undefined ? 'yes' : baseSets(base, use.name);
        if (use === undefined || sets === 'yes') continue;
        const before = env.pairs[i - 1];
        const gap = before === undefined ? undefined : { start: before.span.end, end: span.start };
        const movable =
          gap !== undefined &&
          (setBy.get(use.name) as number) < i &&
          !subject.file.text.slice(gap.start, gap.end).includes('#');
        yield hit(
          value.part(use.span.start, use.span.end),
          `${use.name} is set only after this ENV, here it still has its old value or none`,
          {
            help: `set ${key.text} in an ENV of its own behind this one`,
            // Where the base may set it, the old value may be the same.
            ...(sets === 'no'
              ? {}
              : {
                  severity: 'warning' as const,
                  confidence: sets === 'maybe' ? ('low' as const) : ('medium' as const),
                }),
            ...(movable
              ? { fix: { title: 'Write two ENV', safety: 'review' as const, edits: [{ span: gap, text: '\nENV ' }] } }
              : {}),
          },
        );
      }
    }
  },
});

/** `A=x:$A A=y:$A`: both read the old value, so that the first is lost. */
function* lostAdditions(text: string, { pairs }: InstructionOf<'env'>, state: State): Iterable<Hit> {
  const last = new Map<string, number>();
  for (const [i, { key, value }] of pairs.entries()) {
    if (value === undefined || !value.text.includes('$')) continue;
    if (!state.expand(value).variables.some(({ name }) => name === key.text)) continue;
    const earlier = last.get(key.text);
    last.set(key.text, i);
    const first = earlier === undefined ? undefined : pairs[earlier];
    if (first === undefined || earlier === undefined) continue;
    const gap = { start: pairs[i - 1]?.span.end ?? 0, end: pairs[i]?.span.start ?? 0 };
    const plain = earlier === i - 1 && !text.slice(gap.start, gap.end).includes('#');
    yield hit(first.span, `this is lost: the same ENV sets ${key.text} again, from the value it had before`, {
      help: `set ${key.text} once, or in two ENV`,
      ...(plain && { fix: { title: 'Write two ENV', safety: 'review', edits: [{ span: gap, text: '\nENV ' }] } }),
    });
  }
}
