import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './rules.js';

/** Holds that a generated file is what it would be now; with UPDATE=1 it is written first. */
export function same(file: string, content: string): void {
  const target = path.join(ROOT, file);
  const old = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '';
  if (process.env['UPDATE'] === '1' && old !== content) {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, content);
  }
  assert.equal(
    process.env['UPDATE'] === '1' ? fs.readFileSync(target, 'utf8') : old,
    content,
    `${file} is not what it would be now: run UPDATE=1 npm test`,
  );
}
