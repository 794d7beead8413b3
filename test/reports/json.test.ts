import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { json } from '../../src/reports/json.js';
import { stringify } from '../../src/reports/stringify.js';
import { cases } from './hostile.js';
import { finding, report, threeFindings } from './sample.js';

const schema = JSON.parse(fs.readFileSync('schema/report-1.json', 'utf8'));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** The schema, with everything refused that it does not name. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const result = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  return 'properties' in result ? { ...result, additionalProperties: false } : result;
}
const validateClosed = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  closed({ ...schema, $id: 'urn:plimsoll:report:1:closed' }) as object,
);

for (const [name, whole] of Object.entries(cases)) {
  test(`obeys its schema: ${name}`, () => {
    const value = JSON.parse(json(whole));
    assert.ok(validate(value), JSON.stringify(validate.errors));
    assert.ok(validateClosed(value), JSON.stringify(validateClosed.errors));
  });
}

test('the schema refuses what is not a report', () => {
  const good = JSON.parse(json(threeFindings()));
  const bad = [
    { ...good, version: 2 },
    { ...good, score: 101 },
    { ...good, findings: [{}] },
    { ...good, summary: {} },
  ];
  for (const value of bad) assert.equal(validate(value), false);
  const [first] = good.findings;
  for (const wrong of [{ line: 0 }, { column: 1.5 }, { severity: 'fatal' }, { fingerprint: 'x' }, { suppressed: {} }]) {
    assert.equal(validate({ ...good, findings: [{ ...first, ...wrong }] }), false, JSON.stringify(wrong));
  }
});

test('looks like this', () => {
  const whole = report({
    score: undefined,
    files: ['Dockerfile', { kind: 'dockerfile', path: 'bin', score: undefined, error: 'it is a folder' }],
    findings: [
      finding('FROM a\n', 'a', {
        aliases: ['DL3006'],
        controls: ['CIS-4.2'],
        help: 'write a tag',
        also: [{ line: 1, column: 1, endLine: 1, endColumn: 5 }],
        fails: false,
        suppressed: { by: undefined, reason: 'a test', until: '2030-01-31' },
      }),
    ],
    outcomes: [{ subject: 'Dockerfile', rule: 'some-rule', state: 'not-evaluated', why: 'no base' }],
  });
  assert.equal(
    json(whole),
    `{
  "version": 1,
  "tool": {
    "name": "plimsoll",
    "version": "1.2.3"
  },
  "subjects": [
    {
      "kind": "dockerfile",
      "path": "Dockerfile",
      "score": null
    },
    {
      "kind": "dockerfile",
      "path": "bin",
      "score": null,
      "error": "it is a folder"
    }
  ],
  "findings": [
    {
      "rule": "some-rule",
      "aliases": [
        "DL3006"
      ],
      "controls": [
        "CIS-4.2"
      ],
      "topic": "packages",
      "severity": "warning",
      "confidence": "high",
      "message": "something is wrong here",
      "help": "write a tag",
      "file": "Dockerfile",
      "line": 1,
      "column": 6,
      "endLine": 1,
      "endColumn": 7,
      "also": [
        {
          "line": 1,
          "column": 1,
          "endLine": 1,
          "endColumn": 5
        }
      ],
      "fingerprint": "0123456789abcdef",
      "fixable": false,
      "fails": false,
      "suppressed": {
        "by": null,
        "reason": "a test",
        "until": "2030-01-31"
      }
    }
  ],
  "outcomes": [
    {
      "subject": "Dockerfile",
      "rule": "some-rule",
      "state": "not-evaluated",
      "why": "no base"
    }
  ],
  "score": null,
  "summary": {
    "files": 2,
    "error": 0,
    "warning": 0,
    "info": 0,
    "suppressed": 1,
    "notEvaluated": 1
  }
}
`,
  );
});

test('the facts come back unchanged, but for halves of characters', () => {
  const messages = cases.messages?.findings.map(it => it.message.replace(/\p{Cs}/gu, '\ufffd'));
  const read = JSON.parse(json(cases.messages!)).findings.map((it: { message: string }) => it.message);
  assert.deepEqual(read, messages);
  assert.equal(stringify('##[a]\u202e\ud800\\ud800'), '"##\\u005ba]\\u202e\ufffd\\\\ud800"\n');
});
