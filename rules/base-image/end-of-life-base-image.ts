import { defineRule, hit } from '../../src/rule.js';
import { AS_OF, endOfImage } from '../_share/eol-images.js';
import { externalBases, unknownBases } from '../_share/from.js';

export default defineRule({
  id: 'end-of-life-base-image',
  aliases: ['tally/ruby/eol-ruby-version'],
  controls: ['CIS-4.4', 'CWE-1104'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The base image is of a branch that gets no more updates.',
  why: `Holes that are found after the end stay open, in the distribution or in the language, and the image under this tag is not built any more. Rebuilding brings nothing new.

Take a branch that is maintained: the image's page on Docker Hub lists them. Where that cannot be, buy extended support, or allow the finding with a reason and a date.

The tags of Docker's official images for Debian, Ubuntu, Alpine, Fedora, CentOS and its heirs, Amazon Linux, Python, Node.js, PHP, Ruby, Go, PostgreSQL, MySQL, MongoDB and OpenJDK are known, and Microsoft's of .NET. Debian counts with its
long-term support. The days are from a table that comes with Plimsoll; what ends after it was written (${AS_OF}) is not told, for no clock is asked. Tags such as \`latest\` and digests say no branch.`,
  bad: [
    {
      dockerfile: 'FROM debian:buster-slim\nFROM docker.io/library/ubuntu:18.04\nFROM alpine:3.12.1\nFROM centos\n',
      at: ['debian:buster-slim', 'docker.io/library/ubuntu:18.04', 'alpine:3.12.1', 'centos'],
    },
    {
      dockerfile:
        'ARG V=3.8\nFROM python:${V}-slim\nFROM node:14.17.0-alpine\nFROM node:hydrogen\nFROM php:7-fpm\nFROM golang:1.17\n',
      at: ['python:${V}-slim', 'node:14.17.0-alpine', 'node:hydrogen', 'php:7-fpm', 'golang:1.17'],
    },
    { dockerfile: 'FROM ruby:3.1.6\nFROM ruby:3.4-alpine3.14\n', at: ['ruby:3.1.6', 'ruby:3.4-alpine3.14'] },
    {
      dockerfile: 'FROM openjdk:8u292-jre\nFROM mcr.microsoft.com/dotnet/core/sdk:3.1\n',
      at: ['openjdk:8u292-jre', 'mcr.microsoft.com/dotnet/core/sdk:3.1'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nFROM ubuntu:24.04\nFROM python:3\nFROM node:22-alpine\nFROM golang:1\nFROM php:8-apache\n',
    },
    {
      dockerfile:
        'FROM jruby:9.4\nFROM acme/python:2.7\nFROM reg.example.com/debian:8\nFROM ruby\nFROM node:lts\nFROM debian\n',
      note: "others' images, and tags that say no branch",
    },
    { dockerfile: 'FROM debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n' },
    { dockerfile: 'ARG V\nFROM python:$V\n', note: 'not evaluated' },
    { dockerfile: 'FROM debian:12.5 AS python\nFROM python\n' },
    { dockerfile: 'FROM openjdk:24-ea-jdk\n' },
  ],
  *dockerfile(subject) {
    for (const { why } of unknownBases(subject)) yield { notEvaluated: why };
    for (const { stage, parsed } of externalBases(subject)) {
      const end = endOfImage(parsed);
      if (end === undefined || end.day >= AS_OF || stage.from.image === undefined) continue;
      yield hit(stage.from.image.span, `${end.what} got its last updates on ${end.day}: known holes stay open`, {
        help: 'build on a branch that is still maintained',
      });
    }
  },
});
