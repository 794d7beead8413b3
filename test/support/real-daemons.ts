/** Daemons of Docker and Podman as they are installed, each with a store, a socket and settings of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { DaemonKind } from '../../src/remote/daemon.js';

const PROGRAMS = { docker: ['dockerd', 'containerd', 'runc'], podman: ['podman'] } as const;
const FOLDERS = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];

/** Why no daemon of a kind can be started here; `undefined`: it can. */
export function cannotStart(kind: DaemonKind): string | undefined {
  const rest = 'CI asks the real daemons';
  if (process.platform !== 'linux') return `${kind} runs on Linux only; ${rest}`;
  const missing = PROGRAMS[kind].filter(name => !FOLDERS.some(folder => fs.existsSync(path.join(folder, name))));
  if (missing.length > 0) return `${missing.join(', ')} not installed here; ${rest}`;
  if (process.getuid?.() !== 0) return `only root may start ${kind} as this test does; ${rest}`;
  return undefined;
}

/** A daemon that runs. To be stopped. */
export class RealDaemon {
  readonly kind: DaemonKind;
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-daemon-'));
  readonly socket = path.join(this.folder, 'd.sock');
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #log = '';

  constructor(kind: DaemonKind) {
    this.kind = kind;
    const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
    const [command, args] = kind === 'docker' ? this.#docker() : this.#podman();
    const own = { CONTAINERS_STORAGE_CONF: this.#path('storage.conf'), TMPDIR: this.folder, HOME: this.folder };
    this.#child = spawn(command, args, {
      env: { ...env, ...own, PATH: FOLDERS.join(path.delimiter) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (bytes: Buffer) => (this.#log = (this.#log + bytes).slice(-3000)));
    this.#ended = new Promise(resolve => {
      this.#child.once('error', error => {
        this.#log += error.message;
        resolve();
      });
      this.#child.once('exit', () => resolve());
    });
  }

  /** Waits until it answers. */
  async ready(): Promise<void> {
    for (let tries = 0; tries < 300; tries++) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) break;
      const up = await this.call('GET', '/_ping').catch(() => undefined);
      if (up?.status === 200) return;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    throw new Error(`${this.kind} does not start:\n${this.#log}`);
  }

  /** Calls its interface. */
  call(method: string, url: string, body: Uint8Array = Buffer.alloc(0)): Promise<{ status: number; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/x-tar', 'content-length': body.length };
      const request = http.request({ socketPath: this.socket, method, path: url, headers, agent: false }, answer => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  /** Loads an archive, as `docker load` and `podman load` do. */
  async load(archive: Uint8Array): Promise<void> {
    const base = this.kind === 'docker' ? '/v1.41' : '/v4.0.0/libpod';
    await this.sure('POST', `${base}/images/load`, archive);
  }

  /** Calls what must succeed. */
  async sure(method: string, url: string, body?: Uint8Array): Promise<string> {
    const answer = await this.call(method, url, body);
    if (answer.status < 200 || answer.status > 299 || answer.body.includes('"errorDetail"'))
      throw new Error(`${method} ${url}: ${answer.status} ${answer.body}\n${this.#log}`);
    return answer.body.toString();
  }

  /** Stops it, and removes everything. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 30_000);
    await this.#ended;
    clearTimeout(late);
    this.#stopContainerd();
    for (const mount of this.#mounts()) spawnSync('umount', ['-l', mount]);
    // What is still mounted would be emptied with the folder.
    if (this.#mounts().length === 0) fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #docker(): [string, string[]] {
    fs.writeFileSync(this.#path('daemon.json'), '{}');
    const folders = ['--data-root', this.#path('data'), '--exec-root', this.#path('exec')];
    const files = ['--pidfile', this.#path('docker.pid'), '--config-file', this.#path('daemon.json')];
    const network = ['--iptables=false', '--ip6tables=false', '--bridge=none'];
    return ['dockerd', ['-H', `unix://${this.socket}`, ...folders, ...files, '--storage-driver', 'vfs', ...network]];
  }

  #podman(): [string, string[]] {
    const [graph, run] = [this.#path('graph'), this.#path('run')];
    const storage = `[storage]\ndriver = "vfs"\ngraphroot = "${graph}"\nrunroot = "${run}"\n`;
    fs.writeFileSync(this.#path('storage.conf'), storage);
    // Nothing is pulled, and what is loaded is the test's own.
    fs.mkdirSync(this.#path('.config/containers'), { recursive: true });
    fs.writeFileSync(this.#path('.config/containers/policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
    return ['podman', ['system', 'service', '--time=0', `unix://${this.socket}`]];
  }

  /** Its own containerd ends with it, unless it was killed. */
  #stopContainerd(): void {
    const file = this.#path('exec/containerd/containerd.pid');
    const pid = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
    if (pid > 1 && fs.existsSync(`/proc/${pid}/cmdline`)) {
      if (fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.folder)) process.kill(pid, 'SIGKILL');
    }
  }

  #mounts(): string[] {
    const points = fs
      .readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .map(line => line.split(' ')[1] ?? '');
    return points.filter(point => point.startsWith(`${this.folder}/`)).reverse();
  }

  #path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }
}
