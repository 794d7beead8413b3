/** Values in the `created_by` of BuildKit and the classic builder. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valuesIn } from '../../rules/_share/build-args.js';

for (const [text, values] of [
  ['RUN |2 A=x B=y /bin/sh -c C=z make # buildkit', 'A=x B=y'],
  ['|1 A=x /bin/sh -c B=y make', 'A=x'],
  ['RUN |1 A=x y /bin/sh -c B=z', 'A=x'],
  ['ARG A=x', 'A=x'],
  ['ARG A', ''],
  ['/bin/sh -c #(nop)  ENV A=x', 'A=x'],
  ['ENV A=x B="y z"', 'A=x B=y z'],
  ['RUN /bin/sh -c A=x make # buildkit', ''],
  ['COPY A=x /', ''],
] as const)
  test(text, () =>
    assert.equal(
      valuesIn(text)
        .map(({ name, value }) => `${name}=${value}`)
        .join(' '),
      values,
    ),
  );
