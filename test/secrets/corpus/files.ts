/** Kinds of files with a secret among other things. */
import { gzipSync } from 'node:zlib';
import { camel, dotted, kebab, type Name, snake, upper } from './passwords.js';
import { ALNUM, type Random } from './random.js';

export interface FileCarrier {
  readonly carrier: string;
  readonly path: string;
  /** Do programs read settings from it, so that a name and a value are enough? */
  readonly settings: boolean;
  text(name: Name, value: string, random: Random): string | Uint8Array;
}

const of = (carrier: string, path: string, text: FileCarrier['text']): FileCarrier => ({
  carrier,
  path,
  settings: true,
  text,
});
/** A kind of text where only what proves itself counts. */
const code = (carrier: string, path: string, text: FileCarrier['text']): FileCarrier => ({
  carrier,
  path,
  settings: false,
  text,
});

const SETTINGS: readonly FileCarrier[] = [
  of('.env', '.env', (n, v) => `NODE_ENV=production\nPORT=8080\n${upper(n)}=${v}\nLOG_LEVEL=info\n`),
  of('.env, quoted', '.env.production', (n, v) => `# production\nexport ${upper(n)}="${v}"\nDEBUG=false\n`),
  of(
    'YAML',
    'config/app.yml',
    (n, v) => `server:\n  port: 8080\n  name: app\nbackend:\n  ${snake(n)}: ${v}\n  timeout: 30s\n`,
  ),
  of(
    'YAML, quoted',
    'config/app.yaml',
    (n, v) => `spring:\n  datasource:\n    username: app\n    ${kebab(n)}: "${v}"\n`,
  ),
  of('JSON', 'config/production.json', (n, v) =>
    JSON.stringify({ port: 80, backend: { user: 'app', [camel(n)]: v }, debug: false }, null, 2),
  ),
  of('JSON on one line', 'appsettings.json', (n, v) =>
    JSON.stringify({ Logging: { Level: 'Info' }, Backend: { [camel(n)]: v, Retries: 3 } }),
  ),
  of('TOML', 'config.toml', (n, v) => `[server]\nport = 80\n\n[backend]\nuser = "app"\n${snake(n)} = "${v}"\n`),
  of('INI', 'etc/app.ini', (n, v) => `[server]\nport = 80\n[backend]\nuser = app\n${snake(n)} = ${v}\n`),
  of(
    'properties',
    'application.properties',
    (n, v) => `server.port=8080\nbackend.user=app\nbackend.${dotted(n)}=${v}\nlogging.level=INFO\n`,
  ),
  of(
    'XML',
    'conf/app.xml',
    (n, v) =>
      `<?xml version="1.0"?>\n<app>\n  <port>80</port>\n  <${camel(n)}>${v.replaceAll('&', '&amp;')}</${camel(n)}>\n</app>\n`,
  ),
  of(
    'XML, attribute',
    'web.config',
    (n, v) =>
      `<configuration>\n <appSettings>\n  <add key="Port" value="80" />\n  <add key="${camel(n)}" value="${v.replaceAll('&', '&amp;')}" />\n </appSettings>\n</configuration>\n`,
  ),
  of('conf', 'etc/app.conf', (n, v) => `listen 80\nuser app\n${snake(n)} ${v}\nworkers 4\n`),
  of(
    'Kubernetes manifest',
    'deploy/deployment.yaml',
    (n, v) =>
      `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          env:\n            - name: PORT\n              value: "80"\n            - name: ${upper(n)}\n              value: "${v}"\n`,
  ),
  of(
    'docker-compose',
    'docker-compose.yml',
    (n, v) =>
      `services:\n  app:\n    image: acme/app:1\n    environment:\n      - NODE_ENV=production\n      - ${upper(n)}=${v}\n`,
  ),
  of(
    'Terraform variables',
    'terraform.tfvars',
    (n, v) => `region = "eu-central-1"\nsize   = 3\n${snake(n).padEnd(20)} = "${v}"\n`,
  ),
  of(
    'GitLab CI',
    '.gitlab-ci.yml',
    (n, v) => `stages: [build]\nvariables:\n  ${upper(n)}: "${v}"\nbuild:\n  script: [make]\n`,
  ),
];

const SOURCES: readonly FileCarrier[] = [
  code('shell', 'bin/deploy.sh', (n, v) => `#!/bin/sh\nset -e\n${upper(n)}='${v}'\nexec ./run --now\n`),
  code(
    'JavaScript',
    'src/client.js',
    (n, v) =>
      `import http from 'node:http';\nconst ${camel(n)} = '${v}';\nexport const open = () => http.get(base, { auth: ${camel(n)} });\n`,
  ),
  code(
    'minified bundle',
    'public/app.min.js',
    (n, v, r) => `${bundle(r, 900)};var e={${camel(n)}:"${v}"},t=e;${bundle(r, 900)}`,
  ),
  code(
    'minified bundle of 300 kB',
    'public/big.min.js',
    (n, v, r) => `${bundle(r, 150_000)};var e={${camel(n)}:"${v}"};${bundle(r, 150_000)}`,
  ),
  code(
    'Python',
    'app/settings.py',
    (n, v) => `import os\n\nDEBUG = False\n${upper(n)} = "${v}"\nHOSTS = ["acme.io"]\n`,
  ),
  code('Go', 'main.go', (n, v) => `package main\n\nconst ${camel(n)} = "${v}"\n\nfunc main() { run(${camel(n)}) }\n`),
  code(
    'Java',
    'src/Client.java',
    (n, v) => `class Client {\n  private static final String ${upper(n)} = "${v}";\n  void open() {}\n}\n`,
  ),
  code('PHP', 'config.php', (n, v) => `<?php\ndefine('${upper(n)}', '${v}');\n$debug = false;\n`),
  code('Ruby', 'config/initializers/client.rb', (n, v) => `Client.configure do |c|\n  c.${snake(n)} = '${v}'\nend\n`),
  code(
    'SQL dump',
    'backup.sql',
    (n, v) =>
      `CREATE TABLE settings (k text, v text);\nINSERT INTO settings VALUES ('${snake(n)}','${v}'),('x','1');\n`,
  ),
  code(
    'SQL dump of 2 MB',
    'big.sql',
    (n, v, r) => `${rows(r, 1_000_000)}INSERT INTO settings VALUES ('${snake(n)}','${v}');\n${rows(r, 1_000_000)}`,
  ),
  code(
    'log',
    'var/app.log',
    (n, v) => `2024-01-01T00:00:00Z INFO start\n2024-01-01T00:00:01Z DEBUG ${snake(n)}=${v}\n`,
  ),
  code(
    'shell history',
    '.bash_history',
    (_, v) => `ls -la\ncurl -H 'Authorization: Bearer ${v}' https://api.acme.io/v1\nexit\n`,
  ),
  code('notebook', 'work.ipynb', (n, v) =>
    JSON.stringify({ cells: [{ cell_type: 'code', source: [`${snake(n)} = "${v}"\n`] }], nbformat: 4 }),
  ),
  code('UTF-16 text', 'notes.ps1', (n, v) =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`$${camel(n)} = "${v}"\r\n`, 'utf16le')]),
  ),
  code('binary', 'bin/app', (n, v, r) =>
    Buffer.concat([elf(r, 3000), Buffer.from(`\0${snake(n)}\0${v}\0GLIBC_2.17\0`), elf(r, 3000)]),
  ),
  code('binary of 2 MB', 'bin/big', (n, v, r) =>
    Buffer.concat([elf(r, 1_000_000), Buffer.from(`\0${snake(n)}\0${v}\0GLIBC_2.17\0`), elf(r, 1_000_000)]),
  ),
  code('compiled Python', 'app/__pycache__/settings.cpython-312.pyc', (n, v, r) =>
    Buffer.concat([r.bytes(16), Buffer.from('\xe3\0\0\0\0', 'latin1'), marshalled(snake(n)), marshalled(v)]),
  ),
];

/** Every kind of file. */
export const FILES: readonly FileCarrier[] = [...SETTINGS, ...SOURCES];

/** A string as `marshal` writes a short one (its length, then its letters) or a long one. */
function marshalled(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  const head = bytes.length < 256 ? [0xda, bytes.length] : [0x61, ...length];
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('N)\x01', 'latin1')]);
}

/** Something like a program's bytes, with strings and zeros among them. */
export function elf(random: Random, length: number): Buffer {
  const some = Buffer.concat([
    Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'),
    gzipSync(random.bytes(1500)),
    Buffer.from('\0\0__libc_start_main\0malloc\0/lib64/ld-linux-x86-64.so.2\0'),
    Buffer.alloc(300),
  ]);
  return Buffer.concat(Array.from({ length: Math.ceil(length / some.length) }, () => some)).subarray(0, length);
}

/** Something like minified code. */
export function bundle(random: Random, length: number): string {
  let out = '';
  while (out.length < length)
    out += `function ${random.text(ALNUM, 2)}(e,t){return e.${random.pick(['key', 'token', 'value', 'type'])}===t?"${random.text(ALNUM, 6)}":n(${random.below(999)})}`;
  return out;
}

/** Something like rows of a dump. */
export function rows(random: Random, length: number): string {
  let out = '';
  while (out.length < length)
    out += `INSERT INTO people VALUES (${random.below(1e6)},'${random.text(ALNUM, 8)}','${random.uuid()}','${random.hex(40)}');\n`;
  return out;
}
