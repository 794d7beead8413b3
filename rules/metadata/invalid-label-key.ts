import { defineRule, hit } from '../../src/rule.js';
import { labelPairs } from '../_share/labels.js';

const RESERVED = /^(?:com\.docker|io\.docker|org\.dockerproject)\./;
/** What Docker asks others to write: what Buildx reads, and the labels of extensions for Docker Desktop. */
const ASKED_FOR = /^com\.docker\.(?:image\.source\.entrypoint$|(?:desktop\.)?extension\.)/;
/** Keys with capitals that tools look up letter for letter: those of Red Hat's images, of Atomic, of Artifact Hub. */
const CAPITALS = new Set(
  'Architecture Authoritative_Registry BZComponent Build_Host DEBUG HELP INSTALL License Name RUN Release STOP UNINSTALL UPGRADE Vendor Version'.split(
    ' ',
  ),
);
const CAMEL = /^(?:io\.artifacthub\.|io\.k8s\.|io\.openshift\.)/;

export default defineRule({
  id: 'invalid-label-key',
  aliases: ['DL3048', 'tally/labels/valid-key', 'label_invalid'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The key of a LABEL is not formed as Docker asks for, or stands in a name space of others.',
  why: `Whoever looks a label up (registries, scanners, \`docker ps --filter label=…\`) compares letter for letter. Docker's guidelines want small letters, digits, \`.\`, \`-\`, \`_\` and \`/\`, a letter in front, a letter
or digit at the end, no \`..\` and no \`--\`. The prefixes \`com.docker.\`, \`io.docker.\` and \`org.dockerproject.\` are Docker's own.

Keys that some tool wants as they are do not count: \`com.docker.extension.*\` and \`com.docker.desktop.extension.*\`, \`com.docker.image.source.entrypoint\`, and the capitals of Red Hat's (\`BZComponent\`, \`Name\`). A key with a
variable is left alone.`,
  bad: [
    { dockerfile: 'FROM debian:12\nLABEL Maintainer=ada com..example=x\n', at: ['Maintainer', 'com..example'] },
    { dockerfile: 'FROM debian:12\nLABEL "bad key"=1 9lives=x x.=1\n', at: ['"bad key"', '9lives', 'x.'] },
    {
      dockerfile: 'FROM debian:12\nLABEL com.docker.compose.project=demo io.docker.x=1\n',
      at: ['com.docker.compose.project', 'io.docker.x'],
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nLABEL a=1 org.label-schema.vcs-ref=x "com.example.vendor_id"=2 acme.io/team=b\n' },
    {
      dockerfile:
        'FROM debian:12\nLABEL com.docker.extension.publisher-url=u com.docker.desktop.extension.icon=i com.docker.image.source.entrypoint=Dockerfile\n',
    },
    { dockerfile: 'FROM registry.access.redhat.com/ubi9\nLABEL BZComponent=x Name=rhel9/x Version=1\n' },
    { dockerfile: 'FROM debian:12\nARG P\nLABEL $P.Name=1 {{key}}=2\n', note: 'nobody knows' },
    { dockerfile: 'FROM debian:12\nLABEL Old form\n', note: 'another rule tells of the old form' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('label')) {
      if (instruction.legacy) continue;
      for (const { key, pair } of labelPairs(subject, instruction)) {
        if (/\{\{|%%/.test(key) || CAPITALS.has(key)) continue;
        const said = mistake(key);
        if (said !== undefined) yield hit(pair.key.span, said.message, { help: said.help });
      }
    }
  },
});

function mistake(key: string): { readonly message: string; readonly help: string } | undefined {
  const help = 'write small letters, digits and single . - _ /, a letter in front and no sign at the end';
  if (RESERVED.test(key) && !ASKED_FOR.test(key))
    return {
      message: 'this name space of labels is reserved for Docker',
      help: 'begin with a domain of your own, as in com.example.key',
    };
  if (/\s/.test(key)) return { message: 'the key of a label holds blanks', help };
  const odd = /[^a-z0-9._/-]/i.exec(key)?.[0];
  if (odd !== undefined) return { message: `the key of a label holds ${odd}`, help };
  if (/\.\.|--/.test(key))
    return { message: `the key of a label holds two ${key.includes('..') ? 'dots' : 'hyphens'} in a row`, help };
  if (/[A-Z]/.test(key) && !CAMEL.test(key))
    return { message: 'the key of a label holds capitals', help: `write ${key.toLowerCase()}` };
  if (!/^[a-z]/i.test(key)) return { message: 'the key of a label does not begin with a letter', help };
  return /[a-z0-9]$/i.test(key)
    ? undefined
    : { message: 'the key of a label does not end with a letter or a digit', help };
}
