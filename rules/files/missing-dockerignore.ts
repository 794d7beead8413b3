import { defineRule, hit } from '../../src/rule.js';
import { isFromContext } from '../_share/copies.js';
import { unwantedIn } from '../_share/unwanted-files.js';

export default defineRule({
  id: 'missing-dockerignore',
  aliases: [],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The whole build context is copied, and no ignore file keeps anything out.',
  why: `Whatever anybody ever leaves in the folder goes into the image: \`.git\`, \`.env\`, local builds, the settings of editors. All of it is sent to the builder, and a change in any file, the README too, makes every step
behind the COPY run anew.

Put a \`.dockerignore\` beside the Dockerfile, best one that lets in by name: \`*\`, then \`!src\` and \`!package*.json\`. It is told once, at the first such COPY, and only where the context is named (\`--context\`). Where the
context holds something that nobody wants in an image, \`unignored-files\` names it instead.`,
  bad: [
    { dockerfile: 'FROM node:22\nCOPY package.json ./\nCOPY . .\nCOPY . /x\n', context: {}, at: '.' },
    { dockerfile: 'FROM node:22\nADD ["./", "/x"]\n', context: { paths: ['a.js'] }, at: './' },
    { dockerfile: 'FROM node:22\nARG D=/\nCOPY $D /x\nCOPY * /y/\n', context: { paths: ['a.js'] }, at: '$D' },
  ],
  good: [
    { dockerfile: 'FROM node:22\nCOPY . .\n', context: { ignore: '' }, note: 'there is one, even if it is empty' },
    { dockerfile: 'FROM node:22\nCOPY . .\n', note: 'nobody knows the context' },
    {
      dockerfile: 'FROM node:22 AS a\nFROM node:22\nCOPY src *.js ./\nCOPY --from=a . /x\nCOPY <<. /y\n.\n',
      context: {},
    },
    { dockerfile: 'FROM node:22\nCOPY . .\n', context: { paths: ['.git/', 'a.js'] }, note: 'unignored-files tells it' },
    { dockerfile: 'FROM node:22\nONBUILD COPY . .\n', context: {}, note: 'that is the context of somebody else' },
  ],
  *dockerfile(subject) {
    const whole = [...subject.instructions('copy', 'add')]
      .filter(copy => isFromContext(copy) && copy.onbuild === undefined)
      .flatMap(copy => {
        const state = subject.stateBefore(copy);
        return copy.sources.filter(source =>
          /^(?:\.?\/?|(?:\.?\/)?\*|(?:\.\/)+\.?)$/.test(state.expand(source).value || 'x'),
        );
      });
    const [first] = whole;
    if (first === undefined) return yield { notApplicable: 'the build context is not copied as a whole' };
    if (subject.context === undefined) return yield { notEvaluated: 'the build context is not known' };
    if (
      subject.context.ignore !== undefined ||
      (unwantedIn(subject.context) ?? []).some(({ kind }) => kind !== 'modules')
    )
      return;
    yield hit(first.span, 'everything that lies in the build context goes into the image', {
      help: 'write a .dockerignore, or copy by name what is needed',
    });
  },
});
