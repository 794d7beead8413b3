import { defineRule } from '../../src/rule.js';
import { NODE_MANAGERS, nodeInstall } from '../_share/language-packages.js';
import { ALLOW, unpinned } from '../_share/pins.js';

export default defineRule({
  id: 'unpinned-npm-packages',
  aliases: ['DL3016', 'e36d8880-3f78-4546-b9a1-12f0745ca0d5'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: '`npm`, Yarn, pnpm or Bun installs a package by name without saying which version.',
  why: `Every build takes the newest release there is. A new major version breaks the image although nobody changed a line, and a release that somebody has taken over goes straight into it: no lock file stands between.

Write \`npm install -g typescript@5.4.5\`, or put the tool into \`package.json\` and install from the lock file with \`npm ci\`. \`@latest\` and other tags move, so they are no version; a range (\`@5\`, \`@^5.4\`) is accepted. Folders, archives, addresses,
commits of repositories and packages in variables are left alone, as is \`npm install\` without a name.`,
  options: ALLOW,
  bad: [
    {
      dockerfile: 'FROM node:22\nRUN npm install express sax@0.1.1 && npm -g i @angular/cli\n',
      at: ['express', '@angular/cli'],
    },
    {
      dockerfile:
        'FROM node:22\nRUN npm install -g npm@latest && yarn global add serve && yarn add react@next && pnpm add -g turbo && bun add zod\n',
      at: ['npm@latest', 'serve', 'react@next', 'turbo', 'zod'],
      note: 'a tag is no version',
    },
    {
      dockerfile:
        'FROM node:22\nRUN npm install --registry https://example.com --loglevel warn --unsafe-perm true pm2\n',
      at: 'pm2',
    },
    {
      dockerfile:
        'FROM node:22\nRUN npm install git+https://me@github.com/npm/npm.git github:a/b#v1 && npm add git://github.com/a/c x@npm:y\n',
      at: ['git+https://me@github.com/npm/npm.git', 'git://github.com/a/c'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM node:22\nRUN npm install && npm ci && yarn && yarn install --frozen-lockfile && pnpm i && bun install\n',
    },
    {
      dockerfile:
        'FROM node:22\nRUN npm install -g express@"4.1.1" @angular/cli@17 a@^1.2 b@~1 c@1.x "d@>=1 <2" e@npm:f@1.0.0 g@npm:@h/i@2\n',
    },
    {
      dockerfile:
        'FROM node:22\nRUN npm install ../folder ./x /y ~/z a-1.2.3.tar.gz b.tgz https://example.com/c.tgz file:d user/repo\n',
    },
    {
      dockerfile:
        'FROM node:22\nRUN npm install git+https://github.com/npm/npm.git#v1.0.27 git+http://me@github.com/a/b#semver:^5.0\n',
    },
    {
      dockerfile:
        'FROM node:22\nARG V\nRUN npm install -g npm@$V $TOOLS "x$V" && npm run --crazy install && npm install --before 2024-05-01 x\n',
    },
    { dockerfile: 'FROM node:22\nRUN npm install -g npm corepack\n', options: { allow: ['npm', 'core*'] } },
  ],
  *dockerfile(subject) {
    const installs = [];
    for (const command of subject.commands(...NODE_MANAGERS)) {
      const call = nodeInstall(command);
      if (call !== undefined && call.arguments.flag('--before', '--help') === undefined) installs.push(call);
    }
    yield* unpinned(subject, installs, nameOf, 'write name@version, or install from a lock file');
  },
});

function nameOf(given: string): string | undefined {
  // `alias@npm:name@1`: what counts is the package behind it.
  const word = given.slice(given.lastIndexOf('@npm:') === -1 ? 0 : given.lastIndexOf('@npm:') + 5);
  if (/^(git\+|git:|github:|gitlab:|bitbucket:|gist:)|^https?:.*\.git$/.test(word))
    return word.includes('#') ? undefined : word;
  if (/^[./~]|^[^@]*[:/]|\.(tgz|tar|tar\.gz)$/.test(word)) return undefined;
  const at = word.indexOf('@', 1);
  if (at === -1) return word;
  // `^1.2`, `1.x`, `v2`, `>=1`; what begins with a letter is a tag, which moves.
  return /^(?:$|\*|x$|(?!v\d)[A-Za-z])[^:]*$/.test(word.slice(at + 1)) ? word.slice(0, at) : undefined;
}
