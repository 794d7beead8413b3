/** The package as npm packs it, and a registry that has it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { ROOT } from './rules.js';

/** A package in a file, and what npm says is in it. */
export interface Packed {
  readonly file: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly string[];
}

/** Packs what was built. It goes away with the test. */
export function packed(t: Pick<TestContext, 'after'>): Packed {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-pack-')));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const { status, stdout, stderr } = npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  assert.equal(status, 0, stdout + stderr);
  const [{ filename, size, unpackedSize, files }] = JSON.parse(stdout);
  return {
    file: path.join(folder, filename),
    size,
    unpackedSize,
    files: files.map((file: { path: string }) => file.path).sort(),
  };
}

/** Runs npm with the running Node, and with nothing that it would say on its own. */
export function npm(cwd: string, ...words: string[]) {
  const PATH = [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
  const env = {
    ...process.env,
    PATH,
    npm_config_loglevel: 'error',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  return spawnSync('npm', words, { cwd, env, encoding: 'utf8', shell: process.platform === 'win32' });
}

/** A registry with this package alone; gives the environment in which npm asks it. */
export async function npmRegistry(t: TestContext, { file }: Packed): Promise<NodeJS.ProcessEnv> {
  const bytes = fs.readFileSync(file);
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const { name, version, bin } = manifest;
  const server = createServer(({ url = '', headers }, response) => {
    if (url === `/${name}.tgz`) response.end(bytes);
    else if (url === `/${name}`) {
      const dist = { integrity, tarball: `http://${headers.host}/${name}.tgz` };
      const versions = { [version]: { name, version, bin, dist } };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
    } else {
      response.statusCode = 404;
      response.end('{}');
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { npm_config_registry: registry, npm_config_cache: path.join(path.dirname(file), 'cache') };
}
