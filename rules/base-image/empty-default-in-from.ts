import { defineRule, hit, parseImageReference } from '../../src/rule.js';

export default defineRule({
  id: 'empty-default-in-from',
  aliases: [
    'InvalidDefaultArgInFrom',
    'tally/buildkit/InvalidDefaultArgInFrom',
    'INVALID_REFERENCE_FORMAT',
    'BASE_NAME_EMPTY',
  ],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'With the defaults of its ARGs, FROM names no valid image.',
  why: `Somebody who builds the file without build arguments gets an error about an invalid reference instead of an image. Give the ARG a default that works, \`ARG TAG=12\`, or one in place: \`debian:\${TAG:-12}\`.
If the argument is meant to be given every time, \`\${TAG:?missing}\` fails with a message that says so.`,
  bad: [
    { dockerfile: 'ARG TAG\nFROM debian:$TAG\n', at: 'debian:$TAG' },
    { dockerfile: 'ARG TAG=\nFROM debian:${TAG}\n', at: 'debian:${TAG}' },
    { dockerfile: 'ARG BASE\nFROM ${BASE}\n', at: '${BASE}' },
    { dockerfile: 'FROM Debian:12\n', at: 'Debian:12', note: 'no variable at all, and still no valid name' },
  ],
  good: [
    { dockerfile: 'ARG TAG=12\nFROM debian:$TAG\nFROM debian:${OTHER:-12}\n' },
    { dockerfile: 'ARG DEBUG\nFROM debian:12${DEBUG}\n', note: 'empty is meant here' },
    { dockerfile: 'ARG TAG\nFROM debian:${TAG:?missing}\n' },
    { dockerfile: 'FROM debian:$UNDECLARED\n', note: 'another rule tells that' },
  ],
  *dockerfile({ file, stateBefore }) {
    const first = file.stages[0]?.from;
    if (first === undefined) return;
    const declared = new Map<string, string>();
    for (const instruction of file.instructions) {
      if (instruction.kind === 'from') break;
      if (instruction.kind === 'arg')
        for (const { key, value } of instruction.pairs)
          declared.set(key.text, value === undefined ? '' : (stateBefore(instruction).expand(value).value ?? '\u0000'));
    }
    for (const { from, base } of file.stages) {
      if (from.image === undefined || base.kind === 'scratch' || base.kind === 'stage') continue;
      const { variables, error } = stateBefore(first).expand(from.image);
      if (error !== undefined && variables.length === 0) continue;
      if (
        variables.some(
          ({ name, modifier }) => modifier !== '' || !declared.has(name) || declared.get(name) === '\u0000',
        )
      )
        continue;
      const reference = from.image.text
        .replace(
          /\$(?:\{(\w+)\}|(\w+))/g,
          (_, braced?: string, bare?: string) => declared.get(braced ?? bare ?? '') ?? '',
        )
        .replace(/^(["'])(.*)\1$/, '$2');
      if (reference !== '' && parseImageReference(reference).valid) continue;
      const what = reference === '' ? 'nothing' : `${reference}, which is no valid image name`;
      yield hit(
        from.image.span,
        variables.length === 0
          ? `${reference} is no valid image name`
          : `with the defaults of its ARGs this is ${what}`,
        {
          help:
            variables.length === 0
              ? 'repository names are written in small letters'
              : `give ARG ${variables.map(({ name }) => name).join(' and ')} a default that works`,
        },
      );
    }
  },
});
