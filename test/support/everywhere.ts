/** One image wherever images are: made once, put into every place, and linted there by the built command as users run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {
  type Built,
  type Compression,
  finishLayout,
  imageRecipe,
  json,
  type MembersOf,
  packTar,
  putImage,
  sha256,
} from './image-fixtures.js';
import { ROOT } from './rules.js';
import { archive, type Fields, member } from './tar.js';

const COMMAND = path.join(ROOT, 'dist/plimsoll.cjs');

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the command is given besides its arguments. */
export interface Given {
  readonly stdin?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The command while it runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

/** A folder of a user of its own: nothing of the machine's settings is seen, and whatever is written is written here. */
export class Desk {
  readonly folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-desk-')));
  readonly #children = new Set<ChildProcess>();

  constructor() {
    for (const name of ['home', 'tmp', 'work']) fs.mkdirSync(this.path(name));
  }

  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  /** Writes files below the folder where the command runs. */
  write(files: MembersOf, below = ''): void {
    for (const [name, content] of Object.entries(files)) {
      const file = this.path('work', below, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content as Uint8Array);
    }
  }

  /** What the command has left in the folder for temporary files. */
  temporary(): string[] {
    return fs.readdirSync(this.path('tmp'));
  }

  /** Starts `plimsoll`. Without `PLIMSOLL_CACHE_DIR` or `--cache-dir` its cache is in the user's own folder. */
  start(args: readonly string[], { stdin = '', env = {} }: Given = {}): Running {
    const { PATH = '' } = process.env;
    const own = { PATH, HOME: this.path('home'), TMPDIR: this.path('tmp'), XDG_RUNTIME_DIR: this.path('tmp') };
    const child = spawn(process.execPath, [COMMAND, ...args], {
      cwd: this.path('work'),
      env: { ...own, DOCKER_CONFIG: this.path('home'), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (bytes: Buffer) => void out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => void err.push(bytes));
    child.stdin.on('error', () => {}); // It may end before it has read all.
    child.stdin.end(stdin);
    const ended = once(child, 'close').then(([status, signal]) => {
      this.#children.delete(child);
      return { status, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
    });
    return { child, ended };
  }

  run(args: readonly string[], given?: Given): Promise<Outcome> {
    return this.start(args, given).ended;
  }

  close(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A file of a layer; what is not said is root's and 0644. A name is Latin-1 bytes. */
const file = (name: string, content: string | Uint8Array = '', more: Fields = {}) => member({ name, ...more }, content);
const dir = (name: string) => member({ name, type: '5', mode: 0o755 });

/** A private key and a password that nobody uses, new each time. */
export interface Secrets {
  readonly key: string;
  readonly password: string;
}

export function invented(): Secrets {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const password = Buffer.from(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }));
  return {
    key: privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    password: password.subarray(-24).toString('hex'),
  };
}

/** The head of a program for amd64 (ELF), and nothing to run. */
const SLEEPER = Buffer.alloc(3000);
SLEEPER.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
SLEEPER.set([2, 0, 0x3e, 0, 1], 16);
const PACKAGES = 'Package: sleeper\nVersion: 1.0\nArchitecture: amd64\nFilename: pool/s/sleeper.deb\n\n'.repeat(2000);

/** Below whatever is built: accounts, packages and a key that should not be there. */
const base = ({ key }: Secrets) =>
  archive(
    ...['etc/', 'usr/', 'usr/bin/', 'usr/local/', 'usr/local/bin/', 'var/', 'var/lib/', 'var/lib/dpkg/'].map(dir),
    ...['var/lib/apt/', 'var/lib/apt/lists/', 'root/', 'root/.ssh/', 'srv/', 'srv/old/', 'srv/names/'].map(dir),
    file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n'),
    file(
      'etc/passwd',
      'root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\napp:x:1000:1000::/srv:/bin/sh\napp:x:1001:1001::/srv:/bin/sh\n',
    ),
    file('etc/group', 'root:x:0:\napp:x:1000:\napp:x:1001:\n'),
    file('etc/shadow', 'root:*:19000:0:99999:7:::\ntoor::19000:0:99999:7:::\napp::19000:0:99999:7:::\n', {
      mode: 0o640,
    }),
    file(
      'var/lib/dpkg/status',
      'Package: sleeper\nStatus: install ok installed\nVersion: 1.0\nArchitecture: amd64\n\n',
    ),
    file('var/lib/apt/lists/deb.example.com_dists_bookworm_main_binary-amd64_Packages', PACKAGES),
    file('usr/bin/sleeper', SLEEPER, { mode: 0o755 }),
    file('usr/local/bin/raise', SLEEPER, { mode: 0o4755 }),
    member({ name: 'usr/local/bin/raise-too', type: '1', mode: 0o4755, link: 'usr/local/bin/raise' }),
    file('root/.ssh/id_rsa', key, { mode: 0o600 }),
    file('srv/old/large', Buffer.alloc(2_000_000, 'a large file '), { uid: 1000, gid: 1000 }),
    file('srv/names/caf\xe9', 'Latin-1', { mode: 0o666 }),
    file('srv/names/\xff\xfe', 'no text at all', { mode: 0o6755 }),
    member({ name: 'srv/names/link', type: '2', link: 'caf\xe9', mode: 0o777 }),
  );

/** Takes the key away, too late, and empties a folder. */
const middle = archive(
  dir('root/'),
  dir('root/.ssh/'),
  file('root/.ssh/.wh.id_rsa'),
  dir('srv/'),
  dir('srv/old/'),
  file('srv/old/.wh..wh..opq'),
  file('srv/old/small', 'small'),
);

const top = ({ password }: Secrets, which: string) =>
  archive(
    dir('srv/'),
    file('srv/which', which),
    file('srv/settings.env', `DB_PASSWORD=${password}\n`, { mode: 0o666 }),
    file('usr/local/bin/raise', SLEEPER, { mode: 0o6755, uid: 4242, gid: 4242 }),
  );

const history = (...created: string[]) =>
  created.map(text => ({ created: '2024-01-01T00:00:00Z', created_by: text, comment: 'buildkit.dockerfile.v0' }));

/** Layers and configuration as an image. */
export function imageFrom(
  tars: readonly Buffer[],
  config: Readonly<Record<string, unknown>>,
  told: readonly object[],
): Built {
  const diffIds = tars.map(bytes => `sha256:${sha256(bytes)}`);
  const recipe = imageRecipe({ layers: tars.map(() => ({ files: {} })), name: '' });
  const whole = { architecture: 'amd64', os: 'linux', created: '2024-01-01T00:00:00Z', config };
  return {
    recipe,
    tars,
    diffIds,
    config: json({ ...whole, rootfs: { type: 'layers', diff_ids: diffIds }, history: told }),
  };
}

/** An image with something wrong of many kinds. `which` changes its last layer, and nothing else. */
export function badImage(secrets: Secrets, which = 'first'): Built {
  const { password } = secrets;
  const told = [
    ...history(
      'COPY base/ / # buildkit',
      'RUN /bin/sh -c apt-get update && apt-get install -y sleeper && curl http://example.com/x | sh # buildkit',
      'RUN /bin/sh -c rm /root/.ssh/id_rsa && sudo true # buildkit',
    ),
    { ...history(`ENV DB_PASSWORD=${password}`)[0], empty_layer: true },
  ];
  const config = {
    Env: ['PATH=/usr/local/bin:/usr/bin:/bin', `DB_PASSWORD=${password}`],
    Healthcheck: { Test: ['CMD-SHELL', 'curl -f http://localhost/ || exit 1'], Interval: 30_000_000_000, Retries: 3 },
    Entrypoint: ['/bin/sh', '-c', 'sleeper'],
    ExposedPorts: { '22/tcp': {} },
    Labels: { maintainer: 'somebody', 'org.opencontainers.image.title': 'ü' },
    Volumes: { '/': {} },
  };
  return imageFrom([base(secrets), middle, top(secrets, which)], config, told);
}

/** An image of which nothing is to be said. */
export function cleanImage(): Built {
  const layer = archive(dir('srv/'), file('srv/app', SLEEPER, { mode: 0o755 }));
  const config = { User: '65532:65532', Entrypoint: ['/srv/app'], Healthcheck: { Test: ['CMD', '/srv/app', 'up'] } };
  const labels = {
    'org.opencontainers.image.source': 'https://example.com/app',
    'org.opencontainers.image.version': '1',
  };
  return imageFrom([layer], { ...config, Labels: labels }, history('COPY app /srv/app # buildkit'));
}

/** What `docker save` wrote before it wrote layouts. */
export function dockerArchive({ config, tars }: Built, name: string): Promise<Buffer> {
  const names = tars.map((bytes, i) => `${sha256(Buffer.from(`${i} ${sha256(bytes)}`))}/layer.tar`);
  const Config = `${sha256(config)}.json`;
  return packTar({
    [Config]: config,
    ...Object.fromEntries(tars.map((bytes, i) => [names[i], bytes])),
    'manifest.json': json([{ Config, RepoTags: [name], Layers: names }]),
  });
}

/** The files of an OCI layout. */
export function layoutOf(built: Built, how: Compression): MembersOf {
  const tree: Record<string, Uint8Array> = {};
  return finishLayout(
    tree,
    [putImage(tree, built, how).manifest].map(one => ({ ...one })),
  ) as MembersOf;
}

/** Stands before a registry or a daemon, passes everything on, and remembers what was asked. */
export class Counter {
  /** `GET /v2/…`, with the query. */
  readonly asked: string[] = [];
  /** Bodies of what this fits stop after `holdAfter` bytes. */
  hold: RegExp | undefined;
  holdAfter = 0;
  readonly #server: http.Server;
  readonly #sockets = new Set<Socket>();
  readonly #held: (() => void)[] = [];
  readonly #left: (() => void)[] = [];
  #open = 0;

  constructor(target: { readonly port: number } | { readonly socketPath: string }) {
    this.#server = http.createServer((request, response) => this.#pass(target, request, response));
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Listens on a port, or a socket. Gives `127.0.0.1:34567`, or the socket. */
  async listen(socket?: string): Promise<string> {
    if (socket === undefined) this.#server.listen(0, '127.0.0.1');
    else this.#server.listen(socket);
    await once(this.#server, 'listening');
    return socket ?? `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when a body is held. */
  held(): Promise<void> {
    return new Promise(resolve => this.#held.push(resolve));
  }

  /** Forgets what was asked, and gives it. */
  take(): string[] {
    return this.asked.splice(0);
  }

  /** Waits until everybody who asked has gone. */
  left(): Promise<void> {
    return this.#open === 0 ? Promise.resolve() : new Promise(resolve => this.#left.push(resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  #pass(target: object, request: http.IncomingMessage, response: http.ServerResponse): void {
    const { method = '', url = '', headers } = request;
    this.asked.push(`${method} ${url}`);
    const holding = this.hold?.test(url) === true;
    this.#open++;
    const further = http.request({ ...target, method, path: url, headers, agent: false }, answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      if (!holding) {
        answer.pipe(response);
        answer.on('error', () => response.destroy());
        return;
      }
      let sent = 0;
      answer.on('error', () => response.destroy());
      answer.on('data', (bytes: Buffer) => {
        response.write(bytes.subarray(0, this.holdAfter - sent));
        sent += Math.min(bytes.length, this.holdAfter - sent);
        if (sent < this.holdAfter) return;
        answer.pause();
        for (const tell of this.#held.splice(0)) tell();
      });
      answer.on('end', () => {
        if (sent < this.holdAfter) response.end();
      });
    });
    further.on('error', () => response.destroy());
    response.on('error', () => {});
    response.on('close', () => {
      further.destroy();
      if (--this.#open === 0) for (const tell of this.#left.splice(0)) tell();
    });
    request.pipe(further);
  }
}
