/** Images made by the programs that people build and move images with: buildah, mmdebstrap and skopeo. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './rules.js';

const PROGRAMS = ['buildah', 'skopeo', 'mmdebstrap', 'busybox', 'setcap'];

/** Why real images cannot be built here; `undefined`: they can. */
export function cannotBuild(): string | undefined {
  if (process.platform !== 'linux') return 'buildah builds on Linux only; CI builds and lints the real images';
  const missing = PROGRAMS.filter(name => find(name) === undefined);
  if (missing.length > 0)
    return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed here; CI builds and lints the real images`;
  // A program that names its loader in front would not start in an empty image.
  if (staticProgram().subarray(0, 4096).includes('/ld-'))
    return 'busybox needs libraries here (busybox-static needs none); CI builds and lints the real images';
  if (process.getuid?.() !== 0) return 'only root may build with chroot; CI builds and lints the real images';
  return undefined;
}

/** Where a program is; those for administrators stand in folders that not every PATH has. */
function find(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.map(folder => path.join(folder, name)).find(file => fs.existsSync(file));
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The same image as every program writes it. */
export type Copies = Readonly<Record<'docker-archive' | 'oci-gzip' | 'oci-zstd', string>>;

/** A folder of its own for all that the programs write; nothing of it is left, and nothing of theirs outside is touched. */
export class Workshop {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-real-'));
  readonly #running = new Set<ReturnType<typeof spawn>>();
  readonly #env: NodeJS.ProcessEnv;
  readonly #policy = this.path('policy.json');

  constructor() {
    const storage = this.path('storage.conf');
    fs.writeFileSync(
      storage,
      `[storage]\ndriver = "vfs"\ngraphroot = "${this.path('graph')}"\nrunroot = "${this.path('run')}"\n`,
    );
    fs.writeFileSync(this.#policy, '{"default":[{"type":"insecureAcceptAnything"}]}');
    fs.mkdirSync(this.path('tmp'));
    const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
    this.#env = {
      ...env,
      TMPDIR: this.path('tmp'),
      CONTAINERS_STORAGE_CONF: storage,
      BUILDAH_ISOLATION: 'chroot',
      PATH: `${env['PATH']}:/usr/sbin:/sbin`,
    };
  }

  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  /** Runs a program, and stops one that takes as long as nothing here does. */
  run(command: string, args: readonly string[], cwd = this.folder): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd, env: this.#env, timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'] });
      this.#running.add(child);
      const [out, err]: Buffer[][] = [[], []];
      child.stdout.on('data', (bytes: Buffer) => out?.push(bytes));
      child.stderr.on('data', (bytes: Buffer) => err?.push(bytes));
      child.on('error', reject);
      child.on('close', status => {
        this.#running.delete(child);
        resolve({ status, stdout: Buffer.concat(out ?? []).toString(), stderr: Buffer.concat(err ?? []).toString() });
      });
    });
  }

  /** Runs a program that must succeed. */
  async sure(command: string, ...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(command, args);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
    return stdout;
  }

  /** Writes the files of a build context. */
  context(name: string, files: Readonly<Record<string, string | Buffer>>): string {
    const folder = this.path('contexts', name);
    for (const [file, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), content);
    }
    return folder;
  }

  /** Builds an image as `localhost/<name>`; one layer an instruction, as Docker does, unless told otherwise. */
  async build(name: string, ...more: readonly string[]): Promise<void> {
    const args = ['--isolation', 'chroot', '--format', 'docker', '--layers', '--pull-never', ...more];
    const tag = ['--signature-policy', this.#policy, '-t', `localhost/${name}`, this.path('contexts', name)];
    await this.sure('buildah', 'bud', ...args, ...tag);
  }

  /** Copies a built image into each form that it is linted in. */
  async copies(name: string): Promise<Copies> {
    const archive = this.path(`${name}.tar`);
    const copy = (...args: string[]) => this.sure('skopeo', '--policy', this.#policy, 'copy', '-q', ...args);
    await copy(`containers-storage:localhost/${name}`, `docker-archive:${archive}:${name}:1`);
    const [gzip, zstd] = [this.path(`${name}-gzip`), this.path(`${name}-zstd`)];
    await Promise.all([
      copy(`docker-archive:${archive}`, `oci:${gzip}:1`),
      copy('--dest-compress', '--dest-compress-format', 'zstd', `docker-archive:${archive}`, `oci:${zstd}:1`),
    ]);
    return { 'docker-archive': `docker-archive:${archive}`, 'oci-gzip': `oci:${gzip}`, 'oci-zstd': `oci:${zstd}` };
  }

  /** Runs the built command on an image. */
  plimsoll(reference: string, ...args: readonly string[]): Promise<Outcome> {
    const command = path.join(ROOT, 'dist/plimsoll.cjs');
    return this.run(process.execPath, [command, 'image', reference, '--no-config', ...args]);
  }

  /** Debian's smallest root file system with these packages, as a tar file. */
  async debian(file: string, packages: readonly string[]): Promise<void> {
    const include = packages.length === 0 ? [] : [`--include=${packages.join(',')}`];
    await this.sure('mmdebstrap', '--mode=root', '--variant=minbase', ...include, 'bookworm', file, mirror());
  }

  /** Stops what still runs, and removes everything. vfs and chroot leave no mounts behind. */
  close(): void {
    for (const child of this.#running) child.kill('SIGTERM');
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Where this machine gets its packages of Debian from, in either form of apt's lists; Debian's own place otherwise. */
function mirror(): string {
  const folder = '/etc/apt/sources.list.d';
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter(name => /\.(?:list|sources)$/.test(name)) : [];
  for (const file of ['/etc/apt/sources.list', ...names.map(name => path.join(folder, name))]) {
    if (!fs.existsSync(file)) continue;
    const found = /^(?:URIs:|deb(?: \[[^\]]*\])?)[^#\n]*?\s(https?:\/\/\S+\/debian)\/?(?=\s|$)/m.exec(
      fs.readFileSync(file, 'utf8'),
    );
    if (found?.[1] !== undefined) return found[1];
  }
  return 'http://deb.debian.org/debian';
}

/** A program that needs nothing else in an image. */
export function staticProgram(): Buffer {
  const file = find('busybox');
  if (file === undefined) throw new Error('busybox is not installed');
  return fs.readFileSync(file);
}

/** Marks a file with capabilities, as `setcap` does it. */
export function capable(file: string, capabilities: string): void {
  const { status, stderr } = spawnSync(find('setcap') ?? 'setcap', [capabilities, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`setcap ${capabilities}: ${stderr}`);
}
