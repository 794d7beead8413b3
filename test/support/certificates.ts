/** Certificates that are made while the tests run, by openssl: none that expires lies in the repository. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Why nothing can be made; `false`: it can. In CI openssl has to be there, so that nothing is skipped unseen. */
export const withoutOpenssl =
  spawnSync('openssl', ['version']).status === 0 || process.env.CI ? false : 'openssl is not installed';

/** An authority, and certificates signed by it or by themselves. Nothing stays on disk. */
export class Authority {
  /** Its certificate, PEM. */
  readonly cert: string;
  readonly #key: string;

  constructor() {
    const { key, cert } = within(run => {
      run('req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=authority', '-days', '2');
      return { key: run.read('ca.key'), cert: run.read('ca.pem') };
    });
    this.#key = key;
    this.cert = cert;
  }

  /** A certificate for a host. @param days how long it is valid; negative: it is not any more */
  for(host: string, { signed = true, days = 2 }: { signed?: boolean; days?: number } = {}): Certificate {
    return within(run => {
      run('req', '-new', ...KEY, '-keyout', 'its.key', '-out', 'its.csr', '-subj', `/CN=${host}`);
      run.write('ca.key', this.#key);
      run.write('ca.pem', this.cert);
      run.write('its.ext', `subjectAltName=DNS:${host}\n`);
      const by = signed ? ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', '2'] : ['-signkey', 'its.key'];
      run('x509', '-req', '-in', 'its.csr', ...by, '-days', String(days), '-extfile', 'its.ext', '-out', 'its.pem');
      return { key: run.read('its.key'), cert: run.read('its.pem') };
    });
  }
}

const KEY = ['-newkey', 'rsa:2048', '-nodes'];

interface Run {
  (...args: string[]): void;
  read(file: string): string;
  write(file: string, text: string): void;
}

/** Works in a folder that is gone afterwards. */
function within<T>(work: (run: Run) => T): T {
  const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-'));
  const run = (...args: string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { cwd });
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  const files = {
    read: (file: string) => fs.readFileSync(path.join(cwd, file), 'utf8'),
    write: (file: string, text: string) => fs.writeFileSync(path.join(cwd, file), text),
  };
  try {
    return work(Object.assign(run, files));
  } finally {
    fs.rmSync(cwd, { recursive: true, force: true });
  }
}
