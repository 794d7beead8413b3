/** A home folder with files of credentials and programs that keep some. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { RemoteOptions } from '../../src/remote/types.js';

export class Home {
  readonly folder: string;

  constructor(t: TestContext) {
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-home-')));
    t.after(() => fs.rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Writes a file: text as it is, anything else as JSON. */
  write(name: string, content: unknown): string {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
    return file;
  }

  /** A program `bin/docker-credential-<name>` of JavaScript; it has `asked`, what stands on its input. */
  helper(name: string, body: string): string {
    // A package.json further up may say that scripts are modules.
    this.write('bin/package.json', { type: 'commonjs' });
    const file = this.write(
      `bin/docker-credential-${name}`,
      `#!${process.execPath}\nconst fs = require('node:fs');\nconst asked = fs.readFileSync(0, 'utf8');\n${body}\n`,
    );
    fs.chmodSync(file, 0o755);
    return file;
  }

  /** Options of somebody who lives here. */
  options(env: Readonly<Record<string, string>> = {}, more: Partial<RemoteOptions> = {}): RemoteOptions {
    const own = { HOME: this.folder, PATH: path.join(this.folder, 'bin') };
    return { env: { ...own, ...env }, cwd: this.folder, timeout: 30_000, ...more };
  }
}

/** What stands under `auth`. */
export function packed(user: string, password: string): { auth: string } {
  return { auth: Buffer.from(`${user}:${password}`).toString('base64') };
}
