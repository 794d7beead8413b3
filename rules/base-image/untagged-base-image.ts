import { defineRule, fits, hit, strings } from '../../src/rule.js';
import { externalBases, unknownBases } from '../_share/from.js';

export default defineRule({
  id: 'untagged-base-image',
  aliases: [
    'DL3006',
    'tally/hadolint/DL3006',
    'DS-0001',
    'AVD-DS-0001',
    'DS001',
    'use-specific-tags',
    'docker-use-specific-tags',
    'CKV_DOCKER_7',
    '9efb0b2d-89c9-41a3-91ca-dcc0aec911fd',
    'missing_tag',
  ],
  controls: ['CIS-4.2'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'FROM names an image without tag and without digest.',
  why: `Without a tag Docker takes \`latest\`: whatever was pushed last, another image next week and perhaps another major version. The build is not repeatable, and nobody sees in the
file what it is built from.

Name the version you test with, \`debian:12\` rather than \`debian\`, or pin the image by digest. A colon in front of a slash is a registry's port, not a tag.`,
  bad: [
    { dockerfile: 'FROM debian\n', at: 'debian' },
    {
      dockerfile: 'FROM registry.example.com:5000/app AS build\n',
      at: 'registry.example.com:5000/app',
      note: 'the colon belongs to the port',
    },
    {
      dockerfile: 'ARG BASE=debian\nFROM --platform=$BUILDPLATFORM ${BASE}\n',
      at: '${BASE}',
      note: 'the default of an ARG counts',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12 AS Build\nFROM build\nFROM scratch\nFROM debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n',
    },
    { dockerfile: 'ARG BASE\nFROM $BASE\n', note: 'nobody knows what this will be' },
    { dockerfile: 'FROM company-base\n', options: { allow: ['company-*'] } },
  ],
  options: { allow: strings('Images that may stand without a tag; `*` stands for any text.') },
  *dockerfile(subject) {
    for (const { why } of unknownBases(subject)) yield { notEvaluated: why };
    for (const { stage, parsed, reference } of externalBases(subject)) {
      if (parsed.tag !== undefined || parsed.digest !== undefined || stage.from.image === undefined) continue;
      if (subject.options.allow.some(pattern => fits(pattern, reference))) continue;
      yield hit(stage.from.image.span, `${reference} has no tag, so whatever was pushed last is taken`, {
        help: `name a version: ${reference}:<version>`,
      });
    }
  },
});
