import { type Argument, defineRule, type Fix, hit } from '../../src/rule.js';
import { nodeInstall, pipInstall } from '../_share/language-packages.js';
import { MANAGERS, packageCall } from '../_share/packages.js';

export default defineRule({
  id: 'unsorted-packages',
  aliases: ['tally/sort-packages'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'The packages of an installation do not stand in order.',
  why: `In a list in order everybody sees at once whether a package is there, nobody adds one twice, and two people who each add one seldom touch the same line.

Write the packages in the order of the alphabet, best one to a line. Letter case and versions do not count. Packages in variables stay where they are; a list with comments between its lines has an order of its own and is left alone.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get update && apt-get install -y \\\n    wget=1.2 \\\n    curl \\\n    git && echo\n',
      at: 'curl',
      fixed:
        'FROM debian:12\nRUN apt-get update && apt-get install -y \\\n    curl \\\n    git \\\n    wget=1.2 && echo\n',
    },
    {
      dockerfile: 'FROM alpine:3.20\nRUN apk add --no-cache zoo foo $EXTRA bar\n',
      at: 'foo',
      fixed: 'FROM alpine:3.20\nRUN apk add --no-cache bar foo $EXTRA zoo\n',
      note: 'the variable stays',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install flask==2.0 Django==4.0 && npm install -g express @a/b@1 && yarn add react "axios@1"\n',
      at: ['Django==4.0', '@a/b@1', '"axios@1"'],
      fixed:
        'FROM python:3.12\nRUN pip install Django==4.0 flask==2.0 && npm install -g @a/b@1 express && yarn add "axios@1" react\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN <<EOF\napt-get install -y b a\nEOF\n',
      at: 'a',
      fixed: 'FROM debian:12\nRUN <<EOF\napt-get install -y a b\nEOF\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get install -y ca-certificates Curl g++ gcc git=1 git-lfs && dnf install -y a\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN npm install \\\n    anything \\\n    boo \\\n    $FOO \\\n    zoo\nRUN apt-get install -y $A b c\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN apt-get install -y \\\n    # tools\n    wget \\\n    # libraries\n    libc6\n',
      note: 'comments make groups',
    },
    {
      dockerfile: 'FROM debian:12\nRUN apt-get install -y mailutils exim4- && apk add b !a && apt-get remove -y z a\n',
      note: 'what takes away has its place',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN ["apt-get", "install", "wget", "curl"]\nRUN pip install -r b.txt -r a.txt && pip install -e z a\n',
    },
  ],
  *dockerfile(subject) {
    const { text } = subject.file;
    for (const command of subject.commands()) {
      const { dialect } = command.script;
      if (dialect === 'none') continue;
      const packages = installed(command);
      const known = packages.filter(({ value, variables }) => value !== undefined && variables.length === 0);
      if (known.length < 2 || known.some(({ value = '' }) => /^[!-]|-$/.test(value))) continue;
      const keys = known.map(keyOf);
      const wrong = keys.findIndex((key, i) => i > 0 && key < (keys[i - 1] as string));
      const first = known[wrong];
      if (first === undefined) continue;
      const source = (argument: Argument): string => text.slice(argument.span.start, argument.span.end);
      if (/(^|\s)#/.test(text.slice(packages[0]?.span.start, packages.at(-1)?.span.end))) continue;
      const order = known.map((argument, i) => ({ argument, key: keys[i] as string, i }));
      order.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.i - b.i));
      const edits: Fix['edits'] = known.flatMap((argument, i) => {
        const wanted = source(order[i]?.argument ?? argument);
        return wanted === source(argument) ? [] : { span: argument.span, text: wanted };
      });
      const place = order.findIndex(({ argument }) => argument === first);
      const next = order[place + 1]?.argument;
      yield hit(first.span, 'the packages do not stand in order', {
        help: next === undefined ? 'sort them' : `write it in front of ${keyOf(next)}, and sort the others too`,
        fix: { title: 'Sort the packages', safety: 'safe', edits },
      });
    }
  },
});

/** The packages that a command installs by name, of whatever kind. */
function installed(command: Parameters<typeof packageCall>[0]): readonly Argument[] {
  if (command.name === undefined) return [];
  if ((MANAGERS as readonly string[]).includes(command.name)) {
    const call = packageCall(command);
    return call?.action === 'install' && !/^(build-?dep|swap)$/.test(call.verb.value ?? '') ? call.packages : [];
  }
  const pip = pipInstall(command);
  if (pip?.arguments.flag('--requirement', '--editable') !== undefined) return [];
  return (pip ?? nodeInstall(command))?.packages ?? [];
}

/** The name without version, letter case and extras; a scope in front belongs to it. */
function keyOf({ value = '' }: Argument): string {
  return (value.slice(0, 1) + value.slice(1).replace(/[=<>~!@:[;].*/s, '')).toLowerCase();
}
