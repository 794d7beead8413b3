import { defineRule, hit, strings } from '../../src/rule.js';
import { externalBases, unknownBases } from '../_share/from.js';

export default defineRule({
  id: 'latest-tag',
  aliases: [
    'DL3007',
    'tally/hadolint/DL3007',
    'DS-0001',
    'AVD-DS-0001',
    'DS001',
    'use-specific-tags',
    'docker-use-specific-tags',
    'CKV_DOCKER_7',
    'f45ea400-6bbe-4501-9fc7-1c3d75c32067',
    'DKL-DI-0006',
    'latest_tag',
  ],
  controls: ['CIS-4.2'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'FROM uses the tag `latest`.',
  why: `\`latest\` is a name like any other that whoever owns the image moves at will: the same file gives another image tomorrow, and a broken one comes without any change on your side.

Name the version you test with. \`latest\` together with a digest is pinned and fine.`,
  bad: [
    { dockerfile: 'FROM debian:latest\n', at: 'debian:latest' },
    { dockerfile: 'ARG TAG=latest\nFROM debian:${TAG}\n', at: 'debian:${TAG}' },
    { dockerfile: 'FROM node:lts\n', at: 'node:lts', options: { tags: ['lts'] } },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12 AS latest\nFROM latest\nFROM debian:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n',
    },
    { dockerfile: 'FROM debian:latest-slim\n', note: 'another tag' },
  ],
  options: { tags: strings('More tags that move, such as `edge` or `stable`.') },
  *dockerfile(subject) {
    for (const { why } of unknownBases(subject)) yield { notEvaluated: why };
    const moving = new Set(['latest', ...subject.options.tags]);
    for (const { stage, parsed } of externalBases(subject)) {
      if (
        parsed.tag === undefined ||
        parsed.digest !== undefined ||
        !moving.has(parsed.tag) ||
        stage.from.image === undefined
      )
        continue;
      yield hit(stage.from.image.span, `the tag ${parsed.tag} moves, so the same file gives another image tomorrow`, {
        help: 'name the version that you test with',
      });
    }
  },
});
