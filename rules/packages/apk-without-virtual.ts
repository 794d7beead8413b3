import { defineRule, hit } from '../../src/rule.js';
import { commandsOf } from '../_share/cleanup.js';
import { through } from '../_share/edits.js';
import { type PackageCall, packageCalls } from '../_share/packages.js';

export default defineRule({
  id: 'apk-without-virtual',
  aliases: ['apkadd-missing-virtual'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'Packages that are needed for a while only are added and deleted by their names.',
  why: `The list stands there twice, and sooner or later somebody changes one of the two: a compiler stays in the image, or a library that is needed goes.

Give the packages a common name, and delete that: \`apk add --no-cache --virtual .build-deps gcc musl-dev && … && apk del .build-deps\`. A list in a variable does as well and is left alone.`,
  bad: [
    {
      dockerfile: 'FROM alpine:3.20\nRUN apk add --no-cache gcc=13.2 musl-dev && make && apk del musl-dev gcc\n',
      at: 'apk add',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nRUN apk add --no-cache -t .x git && apk add curl gcc make \\\n  && make && apk --purge del curl make .x\n',
      at: 'apk add',
      note: 'the first has a name, the second has none',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM alpine:3.20\nRUN apk add --no-cache --virtual .deps gcc make && make && apk del .deps\nRUN apk add -t .d gcc make; apk del .d\n',
    },
    { dockerfile: 'FROM alpine:3.20\nRUN apk add --no-cache gcc curl && make && apk del gcc\n', note: 'one package' },
    { dockerfile: 'FROM alpine:3.20\nARG D="gcc make"\nRUN apk add $D && make && apk del $D\n' },
    {
      dockerfile: 'FROM alpine:3.20\nRUN apk del gcc make && apk add gcc make\nRUN apk del gcc make\n',
      note: 'the other way round, and another layer',
    },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run')) {
      const calls = packageCalls(commandsOf(subject, instruction)).filter(({ manager }) => manager === 'apk');
      const deleted = new Map<string, PackageCall>();
      // From the end: only what is deleted behind an installation counts.
      for (const call of calls.reverse()) {
        if (call.action === 'remove') for (const name of namesOf(call)) deleted.set(name, call);
        if (call.action !== 'install' || call.arguments.flag('--virtual') !== undefined) continue;
        const temporary = namesOf(call).filter(name => deleted.has(name));
        const removal = deleted.get(temporary[0] ?? '');
        if (temporary.length < 2 || removal === undefined) continue;
        yield hit(
          through(call.command, call.verb),
          `${temporary.length} packages that this adds are deleted by their names further on`,
          {
            help: 'add them with --virtual .build-deps, and delete .build-deps',
            also: [{ in: 'dockerfile', span: through(removal.command, removal.verb) }],
          },
        );
      }
    }
  },
});

function namesOf({ packages }: PackageCall): string[] {
  return packages.flatMap(({ value, variables }) =>
    value === undefined || variables.length > 0 ? [] : value.replace(/[=<>~@].*/s, ''),
  );
}
