/** Registries as people run them: distribution's `docker-registry`, filled by skopeo, with a token server of our own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Authority, type Certificate } from './certificates.js';
import { finishLayout, type MembersOf } from './image-fixtures.js';

const PROGRAMS = ['docker-registry', 'htpasswd', 'openssl', 'skopeo'];

/** Why there can be no real registries here; `undefined`: there can. */
export function cannotServe(): string | undefined {
  const missing = PROGRAMS.filter(name => find(name) === undefined);
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed here; CI asks real registries`;
}

function find(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map(folder => path.join(folder, name)).find(file => fs.existsSync(file));
}

/** Who may do what; passwords hold what is hard to pass on. */
export const USER = 'plimsoll';
export const PASSWORD = 'p:ss wörd%40/"$1';
/** What a refresh token is worth as much as. */
export const REFRESH_TOKEN = 'refresh/T0ken+for=plimsoll';

export interface Served {
  /** `127.0.0.1:34567` */
  readonly host: string;
  readonly port: number;
  /** What was asked of the token server, if there is one: the method, and who asked for what. */
  readonly tokens: readonly string[];
}

export type Guard = 'nobody' | 'password' | 'token';

/** A folder, and all that was started in it. Nothing of it is left. */
export class Registries {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-registry-'));
  readonly #children = new Set<ChildProcess>();
  readonly #servers = new Set<http.Server>();
  #layouts = 0;
  #registries = 0;

  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  /** Runs a program that must succeed. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    const child = this.#spawn(command, args);
    const [out, err]: Buffer[][] = [[], []];
    child.stdout?.on('data', (bytes: Buffer) => out?.push(bytes));
    child.stderr?.on('data', (bytes: Buffer) => err?.push(bytes));
    const [status] = await once(child, 'close');
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${Buffer.concat(err ?? [])}`);
    return Buffer.concat(out ?? []).toString();
  }

  /** Starts a registry on a free port of this machine. */
  async serve(guard: Guard, tls?: Certificate): Promise<Served> {
    const name = `registry-${this.#registries++}`;
    const tokens: string[] = [];
    // JSON is YAML.
    const settings = {
      version: '0.1',
      log: { level: 'info', formatter: 'json' },
      storage: { filesystem: { rootdirectory: this.path(name) } },
      http: {
        addr: '127.0.0.1:0',
        secret: 'of no worth',
        ...(tls === undefined ? {} : { tls: this.#pair(name, tls) }),
      },
      ...(guard === 'nobody'
        ? {}
        : { auth: guard === 'password' ? await this.#passwords() : await this.#tokens(tokens) }),
    };
    const file = this.#write(`${name}.yml`, JSON.stringify(settings));
    const child = this.#spawn('docker-registry', ['serve', file]);
    const port = await portOf(child);
    return { host: `127.0.0.1:${port}`, port, tokens };
  }

  /** Puts images into a registry as they are, byte by byte. `image`: its descriptor in the tree of blobs. */
  async push({ port }: Served, to: string, tree: MembersOf, image: object): Promise<void> {
    const folder = this.path(`layout-${this.#layouts++}`);
    for (const [name, content] of Object.entries(finishLayout(tree as Record<string, Uint8Array>, [image]))) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content as Uint8Array);
    }
    const account = ['--dest-creds', `${USER}:${PASSWORD}`, '--dest-tls-verify=false'];
    const whole = ['--insecure-policy', 'copy', '-q', '--all', '--preserve-digests'];
    await this.run('skopeo', ...whole, ...account, `oci:${folder}`, `docker://127.0.0.1:${port}/${to}`);
  }

  /** Gives a manifest that a registry has more tags. */
  async tag({ port }: Served, repository: string, digest: string, tags: readonly string[]): Promise<void> {
    const manifests = `http://127.0.0.1:${port}/v2/${repository}/manifests`;
    const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' };
    const found = await fetch(`${manifests}/${digest}`, { headers });
    const body = await found.text();
    for (const tag of tags) {
      const answer = await fetch(`${manifests}/${tag}`, {
        method: 'PUT',
        headers: { 'content-type': headers.accept },
        body,
      });
      if (answer.status !== 201) throw new Error(`${tag}: ${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
    }
  }

  /** Stops everything and removes it. */
  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    await Promise.all(
      [...this.#children].map(child => {
        if (child.exitCode !== null || child.signalCode !== null) return undefined;
        child.kill('SIGTERM');
        return once(child, 'exit');
      }),
    );
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #spawn(command: string, args: readonly string[]): ChildProcess {
    // The registry would take settings from variables of its own, and from Podman's REGISTRY_AUTH_FILE.
    const foreign = /^REGISTRY_|^NODE_EXTRA_CA_CERTS$|_PROXY$/i;
    const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    // Nobody's own settings are read, or written.
    const own = { HOME: this.folder, XDG_RUNTIME_DIR: this.folder, TMPDIR: this.folder };
    const env = { ...Object.fromEntries(kept), ...own };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], cwd: this.folder });
    this.#children.add(child);
    return child;
  }

  #write(name: string, text: string): string {
    const file = this.path(name);
    fs.writeFileSync(file, text);
    return file;
  }

  #pair(name: string, { key, cert }: Certificate): object {
    return { certificate: this.#write(`${name}.crt`, cert), key: this.#write(`${name}.key`, key) };
  }

  async #listen(server: http.Server): Promise<number> {
    this.#servers.add(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async #passwords(): Promise<object> {
    const file = this.#write('htpasswd', await this.run('htpasswd', '-Bbn', USER, PASSWORD));
    return { htpasswd: { realm: 'A registry', path: file } };
  }

  /** Tokens as distribution wants them: signed by the key of a certificate that it knows. */
  async #tokens(log: string[]): Promise<object> {
    const { key, cert } = new Authority().for('tokens', { signed: false });
    const file = this.#write('token.crt', cert);
    const x5c = [new X509Certificate(cert).raw.toString('base64')];
    const server = http.createServer((request, response) => {
      tokenServer(request, response, log, claims => signed(claims, key, x5c));
    });
    const realm = `http://127.0.0.1:${await this.#listen(server)}/token`;
    return { token: { realm, service: 'A registry', issuer: 'Tokens', rootcertbundle: file } };
  }
}

/** The port that a registry says it listens on. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const read = (bytes: Buffer): void => {
      said += bytes;
      const port = /listening on [^ ]*?:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', reject);
    child.on('exit', status => reject(new Error(`docker-registry: ${status}\n${said}`)));
  });
}

/** A token (RFC 7519), RS256. */
function signed(claims: object, key: string, x5c: readonly string[]): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ typ: 'JWT', alg: 'RS256', x5c })}.${part(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}

/**
 * Anybody may pull what stands below `public/`; nobody without an account anything else, which their tokens then leave out,
 * as Docker Hub's do. A wrong password or refresh token gives none.
 */
async function tokenServer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  log: string[],
  sign: (claims: object) => string,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://here');
  let asked = url.searchParams;
  let user = '';
  let right = true;
  if (request.method === 'POST') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked = new URLSearchParams(Buffer.concat(chunks).toString());
    user = 'a refresh token';
    right = asked.get('grant_type') === 'refresh_token' && asked.get('refresh_token') === REFRESH_TOKEN;
  } else if (request.headers.authorization !== undefined) {
    user = USER;
    const expected = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
    right = request.headers.authorization === `Basic ${expected}`;
  }
  const scopes = asked.getAll('scope').flatMap(scope => scope.split(' '));
  log.push(`${request.method} ${right ? user || 'nobody' : 'somebody else'}: ${scopes.join(' ')}`);
  const answer = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (!right || asked.get('service') !== 'A registry')
    return answer(401, { errors: [{ code: 'UNAUTHORIZED', message: 'wrong account' }] });
  const access = scopes.flatMap(scope => {
    const [type, name = '', actions = ''] = scope.split(':');
    const free = name.startsWith('public/') ? ['pull'] : [];
    const granted = user === '' ? actions.split(',').filter(action => free.includes(action)) : actions.split(',');
    return granted.length === 0 ? [] : [{ type, name, actions: granted }];
  });
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'Tokens', sub: user, aud: 'A registry', iat: now, nbf: now - 60, exp: now + 300, access };
  const token = sign({ ...claims, jti: String(log.length) });
  answer(200, request.method === 'POST' ? { access_token: token, expires_in: 300 } : { token, expires_in: 300 });
}
