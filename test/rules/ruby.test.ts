import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundleInstalls, isOn } from '../../rules/_share/bundler.js';
import { isServer, rubyStages } from '../../rules/_share/ruby.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { Ledger } from '../../src/dockerfile/state.js';
import { dockerfileFacts } from '../../src/dockerfile/subject.js';

const facts = (text: string) => {
  const file = parseDockerfile(text);
  return dockerfileFacts(file, new Ledger(file));
};
const settings = (text: string, name: string) => [...bundleInstalls(facts(text))].map(({ setting }) => setting(name));

test('a server is told from other programs', () => {
  assert.equal(isServer(['bundle', 'exec', 'puma', '-C', 'x']), 'puma');
  assert.equal(isServer(['./bin/rails', 's']), 'rails');
  assert.equal(isServer(['./bin/thrust', './bin/rails', 'server']), 'thrust');
  for (const words of [['bin/rails', 'runner', 'X'], ['sidekiq'], ['passenger', '--help'], [], ['mypuma']])
    assert.equal(isServer(words), undefined, words.join(' '));
});

test('the nearest setting of Bundler holds', () => {
  const text = `FROM ruby:3.3 AS a
RUN bundle config set --local without 'development test'
RUN bundle install
FROM a
ENV BUNDLE_WITHOUT=ci
RUN bundle install && BUNDLE_WITHOUT=x bundle install
RUN env BUNDLE_WITHOUT=y bundle install; export BUNDLE_WITHOUT=z && bundle install --jobs 3
RUN bundle install --without a b --jobs 3 && bundle install --without=c
RUN bundle install --without $X
`;
  assert.deepEqual(settings(text, 'without'), ['development test', 'ci', 'x', 'y', 'z', 'a b', 'c', 'unknown']);
  assert.deepEqual(settings('FROM ruby:3.3\nARG BUNDLE_PATH\nRUN bundle install\n', 'path'), ['unknown']);
  assert.deepEqual(settings('FROM ruby:3.3\nRUN bundle install\nENV BUNDLE_PATH=/x\n', 'path'), [undefined]);
});

test('only installations for production count', () => {
  const count = (text: string) => settings(text, 'path').length;
  assert.equal(count('FROM ruby:3.3\nRUN bundle && bundler i && bundle _2.4.1_ install\n'), 3);
  assert.equal(count('FROM ruby:3.3\nRUN bundle --version; bundle exec x; bundle install --help; bundle check\n'), 0);
  assert.equal(count('FROM ruby:3.3 AS app-test\nRUN bundle install\n'), 0);
  assert.equal(count('FROM ruby:3.3\nRUN RAILS_ENV=test bundle install\n'), 0);
  assert.equal(count('FROM ruby:3.3 AS a\nRUN bundle install\nFROM ruby:3.3\n'), 0);
});

test('a stage has Ruby by its base, its parent or what stands in it', () => {
  const has = (text: string) => [...rubyStages(facts(text))].map(({ index }) => index);
  assert.deepEqual(has('FROM ruby:3.3 AS a\nFROM a\nFROM debian:12\nFROM acme/rails-base:1\n'), [0, 1, 3]);
  assert.deepEqual(
    has('FROM debian:12\nRUN apt-get install -y ruby-full\nFROM alpine:3.20\nCOPY Gemfile* ./\n'),
    [0, 1],
  );
  assert.deepEqual(has('FROM debian:12\nARG RAILS_ENV\nRUN echo ruby\nFROM rubygemslike:1\n'), []);
});

test('switches are read as Bundler reads them', () => {
  for (const value of ['1', 'true', 'yes']) assert.equal(isOn(value), true, value);
  for (const value of [undefined, '', '0', 'false', 'No']) assert.equal(isOn(value), false, value);
  assert.equal(isOn('unknown'), undefined);
});
