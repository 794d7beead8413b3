import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rpmName } from '../../rules/_share/pins.js';

test('RPM packages whose version is left open', () => {
  for (const word of [
    'curl',
    'glibc.i686',
    'java-11-openjdk',
    'java-1.8.0-openjdk',
    'java-1.8.0-openjdk-devel',
    'gcc-toolset-12',
    'python3-pip',
    'python3.11',
    'php-*',
    'perl(JSON)',
    'gcc-c++',
    'rh-ruby27',
    'compat-libstdc++-33',
  ])
    assert.equal(rpmName(word), word);
});

test('RPM packages with a version, and what is no package', () => {
  for (const word of [
    'tomcat-9.2',
    'gcc-c++-1.1.1',
    'openssl-1:1.1.1k-7.el8',
    'java-1.8.0-openjdk-1.8.0.312.b07-2.el8',
    'nginx-1.2*',
    'less-590',
    'tzdata-2023c-1.el9',
    'kernel-headers-4.18.0-305.el8.x86_64',
    'git >= 2.40',
    'curl=8',
    'nodejs:20',
    'container-tools:rhel8',
    '@core',
    '@nodejs:20',
    '/usr/bin/make',
    'https://example.com/x',
    'x.rpm',
    '-vim',
    '!vim',
  ])
    assert.equal(rpmName(word), undefined, word);
});

test('a hostile name takes no time', () => {
  for (const part of ['-1', '-1.1', '-a', 'a-1', '-1:', 'a:', '-'])
    for (const end of ['', 'x', ' ', '!']) rpmName(part.repeat(50_000) + end);
});
