/** Files as text, also those that are none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readable } from '../../rules/_share/strings.js';

const TOKEN = `ghp_${'a1B2c3D4'.repeat(4)}`;
/** A string as `marshal` writes it: its kind, its length, its letters. */
const short = (kind: string, text: string): Buffer =>
  Buffer.concat([Buffer.from(kind, 'latin1'), Buffer.from([text.length]), Buffer.from(text)]);

test('strings of compiled Python stand alone, whatever their lengths look like', () => {
  // 0x5a and 0x78 are letters, as are the kinds.
  const long = `${TOKEN}${'x'.repeat(0x78 - TOKEN.length)}`;
  const bytes = Buffer.concat([Buffer.from('\xa7\r\r\n\0\0\0\0', 'latin1'), short('z', long), short('Z', TOKEN)]);
  const { text, binary } = readable('a/__pycache__/b.cpython-311.pyc', bytes);
  assert.equal(binary, true);
  assert.deepEqual(
    text()
      .split('\0')
      .filter(part => part.length > 8),
    [long, TOKEN],
  );
});

test('what is read stays as it is', () => {
  const bytes = Buffer.concat([Buffer.alloc(4), short('z', TOKEN), short('\xda', TOKEN), Buffer.from('z')]);
  const before = Buffer.from(bytes).toString('hex');
  readable('x.pyc', bytes).text();
  assert.equal(bytes.toString('hex'), before);
});

test('no bytes are too odd', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('x.pyc', 'x', 'x.so'), (bytes, path) => {
      const { raw, text } = readable(path, bytes);
      assert.equal(typeof text(), 'string');
      if (bytes.includes(0) && !(bytes[0] === 0xff && bytes[1] === 0xfe) && !(bytes[0] === 0xfe && bytes[1] === 0xff))
        assert.equal(raw.length, bytes.length);
    }),
  );
});
