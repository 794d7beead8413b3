import { defineRule, hit, type Option } from '../../src/rule.js';
import { FORMAT_NAMES, fitsFormat, LABEL_FORMATS, type LabelFormat } from '../_share/label-formats.js';
import { labelPairs } from '../_share/labels.js';
import { isShipped } from '../_share/lineage.js';

/** What the OCI image specification, and the label schema before it, want of these. */
const SCHEMA: Readonly<Record<string, LabelFormat>> = {
  'org.opencontainers.image.created': 'rfc3339',
  'org.opencontainers.image.url': 'url',
  'org.opencontainers.image.source': 'url',
  'org.opencontainers.image.documentation': 'url',
  'org.opencontainers.image.licenses': 'spdx',
  'org.label-schema.build-date': 'rfc3339',
};

const schema: Option<Readonly<Record<string, LabelFormat>>> = {
  default: SCHEMA,
  description:
    'The format of labels by their keys: text (not empty), url, rfc3339, spdx, hash, semver or email. Replaces what is given, which is what the OCI image specification says.',
  schema: { type: 'object', additionalProperties: { enum: LABEL_FORMATS } },
};

export default defineRule({
  id: 'invalid-label-value',
  aliases: ['DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056', 'DL3058'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The value of a label is not of the form that its key calls for.',
  why: `Registries, scanners and update bots read labels: \`org.opencontainers.image.source\` links the image with its repository, \`created\` is sorted by, \`licenses\` is compared with a list. A value of another form is
ignored or breaks the reader, and nothing says so when the image is built.

What the OCI image specification asks for is checked without further ado: dates as RFC 3339, URLs with their scheme, licences as an SPDX expression (\`MIT\`, \`Apache-2.0 OR MIT\`; \`LicenseRef-…\` for one of your
own). Other keys and formats go into \`schema\`. A value with a variable is left alone, and so is the label of a stage that is no part of the image.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nLABEL org.opencontainers.image.created="2026-01-31" org.opencontainers.image.source=github.com/acme/app\n',
      at: ['"2026-01-31"', 'github.com/acme/app'],
    },
    {
      dockerfile: 'FROM debian:12\nLABEL org.opencontainers.image.licenses="Apache 2.0"\n',
      at: '"Apache 2.0"',
    },
    {
      dockerfile: 'FROM debian:12\nLABEL org.opencontainers.image.url=""\n',
      at: 'org.opencontainers.image.url',
      note: 'an empty one',
    },
    {
      dockerfile: 'FROM debian:12\nLABEL a=x b=v1.2.3 c=ada d=\n',
      options: { schema: { a: 'hash', b: 'semver', c: 'email', d: 'text' } },
      at: ['x', 'v1.2.3', 'ada', 'd'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nLABEL org.opencontainers.image.created=2026-01-31T10:00:00Z org.opencontainers.image.source="https://github.com/acme/app" org.opencontainers.image.licenses="(MIT OR Apache-2.0) AND LicenseRef-Acme"\n',
    },
    {
      dockerfile:
        'FROM debian:12\nARG D\nLABEL org.opencontainers.image.created=$D org.opencontainers.image.url="${U}"\n',
      note: 'nobody knows what comes there',
    },
    {
      dockerfile:
        'FROM debian:12\nLABEL org.opencontainers.image.licenses="GPL-2.0-only WITH Classpath-exception-2.0"\n',
    },
    { dockerfile: 'FROM debian:12 AS a\nLABEL org.opencontainers.image.url=x\nFROM debian:12\nLABEL url=x\n' },
    {
      dockerfile: 'FROM debian:12\nLABEL a=2dbfae9 b=1.2.3-rc.1+7 c="Ada <ada@example.com>"\n',
      options: { schema: { a: 'hash', b: 'semver', c: 'email' } },
    },
  ],
  options: { schema },
  *dockerfile(subject) {
    const formats = new Map(Object.entries(subject.options.schema));
    for (const instruction of subject.instructions('label')) {
      if (!isShipped(subject, instruction)) continue;
      for (const { key, value, pair } of labelPairs(subject, instruction)) {
        const format = formats.get(key);
        if (format === undefined || value === undefined) continue;
        const { name, example } = FORMAT_NAMES[format];
        if (value.trim() === '')
          yield hit(pair.key.span, `the label ${key} is empty`, {
            help: `give it ${format === 'text' ? 'a value' : name}, or leave it out`,
          });
        else if (!/\{\{|%%/.test(value) && !fitsFormat(value, format))
          yield hit(pair.value?.span ?? pair.span, `the value of ${key} is not ${name}`, {
            help: `write ${name}, such as ${example}`,
          });
      }
    }
  },
});
