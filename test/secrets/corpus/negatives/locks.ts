/** Lock files, checksums and identifiers: random to look at, and public. */
import { ALNUM, HEX, LOWER, type Random } from '../random.js';
import { type Harmless, kind, lines } from './shape.js';

const name = (r: Random) =>
  `${r.text(LOWER, 3 + r.below(6))}-${r.pick(['token', 'auth', 'key', 'core', 'secret', 'utils'])}`;
const version = (r: Random) => `${r.below(9)}.${r.below(20)}.${r.below(30)}`;
const sri = (r: Random) => `sha512-${r.base64(64)}`;

export const LOCKS: readonly Harmless[] = [
  kind('lock file of npm', 'package-lock.json', 40, r =>
    JSON.stringify(
      {
        lockfileVersion: 3,
        packages: Object.fromEntries(
          Array.from({ length: 30 }, () => {
            const [n, v] = [name(r), version(r)];
            return [
              `node_modules/${n}`,
              { version: v, resolved: `https://registry.npmjs.org/${n}/-/${n}-${v}.tgz`, integrity: sri(r) },
            ];
          }),
        ),
      },
      null,
      2,
    ),
  ),
  kind('lock file of Yarn', 'yarn.lock', 30, r =>
    lines(30, () => {
      const [n, v] = [name(r), version(r)];
      return `${n}@^${v}:\n  version "${v}"\n  resolved "https://registry.yarnpkg.com/${n}/-/${n}-${v}.tgz#${r.hex(40)}"\n  integrity ${sri(r)}\n`;
    }),
  ),
  kind('lock file of Yarn 4', 'yarn.lock', 20, r =>
    lines(20, () => `"${name(r)}@npm:^${version(r)}":\n  version: ${version(r)}\n  checksum: 10c0/${r.hex(128)}\n`),
  ),
  kind('lock file of pnpm', 'pnpm-lock.yaml', 30, r =>
    lines(30, () => `  ${name(r)}@${version(r)}:\n    resolution: {integrity: ${sri(r)}}\n    engines: {node: '>=18'}`),
  ),
  kind('lock file of Cargo', 'Cargo.lock', 30, r =>
    lines(
      30,
      () =>
        `[[package]]\nname = "${name(r)}"\nversion = "${version(r)}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${r.hex(64)}"\n`,
    ),
  ),
  kind('lock file of Poetry', 'poetry.lock', 30, r =>
    lines(
      20,
      () =>
        `[[package]]\nname = "${name(r)}"\nversion = "${version(r)}"\nfiles = [\n    {file = "${name(r)}.whl", hash = "sha256:${r.hex(64)}"},\n]\n`,
    ),
  ),
  kind('lock file of pip', 'Pipfile.lock', 20, r =>
    JSON.stringify({
      default: Object.fromEntries(Array.from({ length: 20 }, () => [name(r), { hashes: [`sha256:${r.hex(64)}`] }])),
    }),
  ),
  kind('requirements with hashes', 'requirements.txt', 30, r =>
    lines(20, () => `${name(r)}==${version(r)} --hash=sha256:${r.hex(64)} --hash=sha256:${r.hex(64)}`),
  ),
  kind('go.sum', 'go.sum', 30, r =>
    lines(40, () => `github.com/acme/${name(r)} v${version(r)}/go.mod h1:${r.base64(32)}`),
  ),
  kind(
    'lock file of Bundler',
    'Gemfile.lock',
    20,
    r =>
      `GEM\n  remote: https://rubygems.org/\n  specs:\n${lines(30, () => `    ${name(r)} (${version(r)})`)}\nCHECKSUMS\n${lines(30, () => `  ${name(r)} (${version(r)}) sha256=${r.hex(64)}`)}`,
  ),
  kind('lock file of Composer', 'composer.lock', 30, r =>
    JSON.stringify({
      'content-hash': r.hex(32),
      packages: Array.from({ length: 20 }, () => ({
        name: `acme/${name(r)}`,
        source: { type: 'git', url: `https://github.com/acme/${name(r)}.git`, reference: r.hex(40) },
        dist: { shasum: r.hex(40) },
      })),
    }),
  ),
  kind(
    'lock file of Terraform',
    '.terraform.lock.hcl',
    20,
    r =>
      `provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.0.0"\n  hashes = [\n${lines(12, () => `    "h1:${r.base64(32)}",\n    "zh:${r.hex(64)}",`)}  ]\n}\n`,
  ),
  kind('flake.lock', 'flake.lock', 15, r =>
    JSON.stringify({
      nodes: { nixpkgs: { locked: { narHash: `sha256-${r.base64(32)}`, rev: r.hex(40) } } },
      version: 7,
    }),
  ),
  ...[32, 40, 56, 64, 96, 128].map(length =>
    kind(`hashes of ${length} digits`, `SUMS-${length}.txt`, 15, r =>
      lines(40, at => `${r.hex(length)}  file${at}.tar.gz`),
    ),
  ),
  kind(
    'hashes in settings',
    'checksums.yaml',
    40,
    r =>
      `digest: sha256:${r.hex(64)}\nrevision: ${r.hex(40)}\nmd5: ${r.hex(32)}\netag: "${r.hex(32)}"\ncommit: ${r.hex(40)}\n`,
  ),
  kind('hashes in JSON', 'manifest.json', 40, r =>
    JSON.stringify({
      files: { 'main.js': `main.${r.hex(20)}.js` },
      integrity: sri(r),
      hash: r.hex(40),
      buildId: r.text(ALNUM, 21),
      etag: r.hex(32),
    }),
  ),
  kind('identifiers', 'registry.json', 40, r =>
    JSON.stringify(
      Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [`component${i}`, { id: r.uuid(), guid: `{${r.uuid().toUpperCase()}}` }]),
      ),
    ),
  ),
  kind(
    'identifiers in settings',
    'ids.properties',
    30,
    r =>
      `tenant.id=${r.uuid()}\nclient.id=${r.uuid()}\naws.key.id=alias/app\nproject.number=${r.below(1e12)}\nkey.id=${r.hex(40)}\npublic.key=${r.base64(32)}\n`,
  ),
  kind(
    'git objects',
    '.git/packed-refs',
    20,
    r => `# pack-refs with: peeled fully-peeled sorted\n${lines(40, at => `${r.hex(40)} refs/tags/v${at}.0`)}`,
  ),
  kind('git index', '.git/ORIG_HEAD', 10, r => `${r.hex(40)}\n`),
  kind('Debian status', 'status', 15, r =>
    lines(
      20,
      () =>
        `Package: ${name(r)}\nStatus: install ok installed\nVersion: ${version(r)}\nConffiles:\n /etc/${name(r)}.conf ${r.hex(32)}\nDescription: password and token handling\n`,
    ),
  ),
  kind('RECORD of a wheel', 'RECORD', 20, r =>
    lines(40, at => `pkg/m${at}.py,sha256=${r.bytes(32).toString('base64url')},${r.below(9999)}`),
  ),
  kind('letters without meaning', 'random.dat', 30, r => lines(20, () => r.text(r.pick([ALNUM, HEX]), 64))),
];
