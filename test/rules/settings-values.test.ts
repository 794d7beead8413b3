import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isSecretSetting, isSettings, secretSettings } from '../../rules/_share/settings-values.js';
import { readable } from '../../rules/_share/strings.js';

const VALUE = 'k7Rt2pQ9xW4z';
const names = (path: string, text: string) => secretSettings(path, text).map(({ name, value }) => [name, value]);

describe('files that programs read settings from', () => {
  test('are told by their paths', () => {
    for (const path of ['app/config.yml', 'a.json', 'etc/x.conf', 'b/.gitlab-ci.yml', 'web.config', 'x.tfvars'])
      assert.equal(isSettings(path), true, path);
    const others = [
      'package-lock.json',
      'app/package.json',
      'locales/de.json',
      'i18n/fr.yml',
      'a.js',
      'user.schema.json',
    ];
    for (const path of [...others, 'pnpm-lock.yaml', 'openapi.yaml', `${'a/'.repeat(600)}x.yml`])
      assert.equal(isSettings(path), false, path);
  });

  test('hold names and values in many forms', () => {
    const cases: [path: string, text: string, name: string][] = [
      ['a.yml', `db:\n  password: ${VALUE}\n`, 'password'],
      ['a.yml', `db:\n  password: "${VALUE}"\n`, 'password'],
      ['a.yml', `env:\n  - DB_PASSWORD=${VALUE}\n`, 'DB_PASSWORD'],
      ['a.yml', `env:\n  - name: DB_PASSWORD\n    value: "${VALUE}"\n`, 'DB_PASSWORD'],
      ['a.yml', `env:\r\n  - name: DB_PASSWORD\r\n    value: ${VALUE}\r\n`, 'DB_PASSWORD'],
      ['a.json', `{"a":1,"dbPassword":"${VALUE}","b":2}`, 'dbPassword'],
      ['a.toml', `db_password = '${VALUE}'\n`, 'db_password'],
      ['a.ini', `[db]\ndb_password=${VALUE}\n`, 'db_password'],
      ['a.properties', `spring.mail.password=${VALUE}\n`, 'spring.mail.password'],
      ['a.xml', `<a><dbPassword>${VALUE}</dbPassword></a>`, 'dbPassword'],
      ['a.config', `<add key="DbPassword" value="${VALUE}" />`, 'DbPassword'],
      ['a.conf', `user app\ndb_password ${VALUE}\n`, 'db_password'],
      ['a.conf', `db_password ${VALUE};\n`, 'db_password'],
    ];
    for (const [path, text, name] of cases) assert.deepEqual(names(path, text), [[name, VALUE]], text);
  });

  test('tell each value once, in order of place', () => {
    const text = `password: ${VALUE}\nold_password: ${VALUE}x\nagain_password: ${VALUE}\n`;
    assert.deepEqual(
      names('a.yml', text).map(([, value]) => value),
      [VALUE, `${VALUE}x`],
    );
    const [, second] = secretSettings('a.yml', text);
    assert.ok(text.slice(second?.start).startsWith('old_password'));
  });

  test('hold nothing where others have encrypted it, or it is a comment', () => {
    assert.deepEqual(names('a.yml', `kind: SealedSecret\nencryptedData:\n  password: ${VALUE}\n`), []);
    assert.deepEqual(names('a.yml', `password: ${VALUE}\nsops:\n  version: 3\n`), []);
    assert.deepEqual(names('a.conf', `# db_password ${VALUE}\n; db_password = ${VALUE}\n`), []);
  });
});

describe('a name and a value together', () => {
  for (const [name, value] of [
    ['password', 'Copper!lantern42'],
    ['db_password', 'Velvet_cedar85'],
    ['clientSecret', '1dc24926bc77cd1aa6b3cb923fa36c96'],
    ['backend.secret.key.base', 'BudZJJvUV40KRvIf8D9KJoBToYmBKIWV'],
    ['spring.datasource.password', VALUE],
  ] as const)
    test(`${name} is secret`, () => assert.equal(isSecretSetting(name, value), true));
  for (const [name, value] of [
    ['public.key', 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE='],
    ['password_hash', VALUE],
    ['password.policy', 'minimum-eight-characters'],
    ['password', 'Passwort'],
    ['password', 'Bitte eingeben 1'],
    ['token', 'com.acme.auth.TokenProvider'],
    ['password', 'changeme'],
    ['password', '${DB_PASSWORD}'],
    ['password', 'vault:secret/data/app#password1'],
    ['password', 'ENC[AES256_GCM,data:8fk2ls]'],
    ['token', 'aaaaaaaaaaaa1'],
    ['title', VALUE],
  ] as const)
    test(`${name}: ${value} is none`, () => assert.equal(isSecretSetting(name, value), false));
});

test('no text takes long or throws', () => {
  const long = 50_000;
  for (const piece of ['password', 'a.', 'a: ', '"', '<password>', ' ', '- ', 'name: a\n', 'key="a" ', 'password= '])
    assert.ok(Array.isArray(secretSettings('a.conf', piece.repeat(long))));
  const unit = fc.constantFrom(
    'password',
    'token',
    ':',
    '=',
    ' ',
    '\n',
    '"',
    "'",
    '<',
    '>',
    '/',
    VALUE,
    '\\',
    '-',
    'é',
  );
  fc.assert(
    fc.property(fc.string({ unit }), text => {
      for (const { name, value, start } of secretSettings('a.conf', text)) {
        assert.ok(text.includes(name) && text.includes(value) && start >= 0 && start < text.length);
        assert.equal(isSecretSetting(name, value), true);
      }
    }),
    { numRuns: 2000 },
  );
});

describe('bytes as text', () => {
  test('of UTF-8', () => {
    const { text, binary } = readable('a', Buffer.from('hünter'));
    assert.deepEqual([text(), binary], ['hünter', false]);
  });
  test('of UTF-16 with a mark', () => {
    const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(VALUE, 'utf16le')]);
    const big = Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(VALUE, 'utf16le').swap16()]);
    for (const bytes of [little, big]) {
      const read = readable('a', bytes);
      assert.deepEqual([read.text(), read.binary, Buffer.from(read.raw).toString()], [VALUE, false, VALUE]);
    }
  });
  test('of programs', () => {
    const { text, binary } = readable('bin/a', Buffer.from(`\0${VALUE}\0`));
    assert.deepEqual([text(), binary], [`\0${VALUE}\0`, true]);
  });
  test('of compiled Python, where the length of a string looks like its first letter', () => {
    const value = 'v'.repeat(65);
    const bytes = Buffer.concat([Buffer.from([0xcb, 0, 0xda, 65]), Buffer.from(`${value}N)`)]);
    assert.ok(readable('a.py', bytes).text().includes(`A${value}`));
    assert.equal(readable('a.pyc', bytes).text(), `\xcb\0\0\0${value}\0)`);
    assert.equal(bytes[2], 0xda, 'the bytes themselves stay as they are');
  });
  test('of any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('a', 'a.pyc'), (bytes, path) => {
        const read = readable(path, bytes);
        assert.equal(typeof read.text(), 'string');
      }),
    );
  });
});
