import { defineRule, hit, replacing } from '../../src/rule.js';

export default defineRule({
  id: 'from-as-casing',
  aliases: ['FromAsCasing', 'tally/buildkit/FromAsCasing'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'FROM and AS are written in different letter case.',
  why: `Both are keywords of one instruction; \`FROM x as y\` makes the small word easy to overlook between image and name. Docker itself does not mind.`,
  bad: [
    { dockerfile: 'FROM debian:12 as build\n', at: 'as', fixed: 'FROM debian:12 AS build\n' },
    { dockerfile: 'from debian:12 AS build\n', at: 'AS', fixed: 'from debian:12 as build\n' },
  ],
  good: [
    { dockerfile: 'FROM debian:12 AS build\n' },
    { dockerfile: 'from debian:12 as build\nFrom debian:12 As test\n', note: 'mixed case is another matter' },
  ],
  *dockerfile({ file }) {
    for (const { from } of file.stages) {
      const keyword = from.keyword.text;
      const as = from.as?.text;
      if (as === undefined || from.as === undefined) continue;
      const wanted = keyword === keyword.toUpperCase() ? 'AS' : keyword === keyword.toLowerCase() ? 'as' : undefined;
      if (wanted === undefined || as === wanted) continue;
      yield hit(from.as.span, `${as} is not written as ${keyword} is`, {
        help: `write ${wanted}`,
        fix: replacing(from.as.span, wanted, `Write ${wanted}`),
      });
    }
  },
});
