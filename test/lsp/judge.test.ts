import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rules } from '../../src/builtin.js';
import { clientOf } from '../../src/lsp/client.js';
import { diagnosticsOf } from '../../src/lsp/diagnostics.js';
import { Documents, type Open } from '../../src/lsp/documents.js';
import { Judge } from '../../src/lsp/judge.js';
import type { RegisteredRule } from '../../src/rule.js';
import { BAD, folder, GOOD } from '../cli/world.js';
import { on, uriOf } from './client.js';

const documents = () => new Documents(false, () => 'dockerfile');
const opened = (all: Documents, uri: string, text: string): Open =>
  all.opened({ textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
const context = () => ({ mistake: () => undefined, for: () => ({}) });

describe('judging', () => {
  test('a rule that fails is told, and hides no other', async t => {
    const cwd = folder(t, {});
    const failing = rules.map(rule =>
      rule.id === 'sudo-used'
        ? ({
            ...rule,
            dockerfile: () => {
              throw new Error('no ghp_16C7e42F292c6912E7710c838347Ae178B4a');
            },
          } as RegisteredRule)
        : rule,
    );
    const all = documents();
    const open = opened(all, uriOf(cwd, 'Dockerfile'), `${BAD}MAINTAINER me\n`);
    const judge = new Judge({ rules: failing, today: () => '2025-01-01', context }, {}, 1);
    const judged = await judge.judge(() => open, cwd);
    assert.ok(judged !== undefined);
    const [finding, missing] = diagnosticsOf(judged, clientOf({}));
    assert.equal(finding?.code, 'maintainer-used');
    assert.deepEqual([missing?.code, missing?.range], ['incomplete', on(0)]);
    assert.match(String(missing?.message), /^the rule sudo-used failed: .* no \*{8}$/);
  });

  test('the newest text is judged, though it came while settings were read; a closed one is not', async t => {
    const cwd = folder(t, { '.plimsoll.yaml': 'preset: strict\n' });
    const uri = uriOf(cwd, 'Dockerfile');
    const all = documents();
    opened(all, uri, BAD);
    const judge = new Judge({ rules, today: () => '2025-01-01', context }, {}, 1);
    const judging = judge.judge(() => all.get(uri), cwd);
    all.changed({ textDocument: { uri, version: 2 }, contentChanges: [{ text: GOOD }] });
    const judged = await judging;
    assert.equal(judged?.open.document.version, 2);
    assert.equal(
      judged?.findings.some(({ rule }) => rule === 'sudo-used'),
      false,
    );
    all.changed({ textDocument: { uri, version: 3 }, contentChanges: [{ text: BAD }] });
    const closing = judge.judge(() => all.get(uri), cwd);
    all.closed({ textDocument: { uri } });
    assert.equal(await closing, undefined);
  });

  test('once as long as nothing changes; a day that passes is a change', async t => {
    const cwd = folder(t, {});
    const all = documents();
    const text = `FROM debian:12\n# plimsoll allow sudo-used until=2025-01-01 -- soon\nRUN sudo true\nUSER 1\n`;
    const open = opened(all, uriOf(cwd, 'Dockerfile'), text);
    let day = '2025-01-01';
    const judge = new Judge({ rules, today: () => day, context }, {}, 1);
    const look = async () => judge.judge(() => open, cwd);
    const first = await look();
    assert.deepEqual(first?.findings, []);
    assert.equal(await look(), first);
    day = '2025-01-02';
    const later = await look();
    assert.deepEqual(
      later?.findings.map(({ rule }) => rule),
      ['sudo-used'],
    );
    assert.notEqual(later?.id, first?.id);
    // Another judge, made for other options, gives other ids.
    assert.notEqual(
      (await new Judge({ rules, today: () => day, context }, {}, 2).judge(() => open, cwd))?.id,
      first?.id,
    );
  });
});
