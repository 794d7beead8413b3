// Builds dist/: the command, the library, the types. Prints nothing unless something is wrong (npm pack's output is read
// by programs).
//   plimsoll.cjs       the command: runs main.cjs through V8's code cache
//   main.cjs           what a plain `lint` needs, in one piece
//   <name>.cjs         what is loaded only when it is needed: every module that src/ imports dynamically
//   <name>.cache       V8's code cache of these
//   index.js, .cjs     the library; types/ and types-require/ its declarations
//   settings.schema.json
//   THIRD-PARTY-LICENSES.txt
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  assertSameRules,
  lazily,
  quietColours,
  threadInside,
  validator,
  withoutRareRules,
  withoutTexts,
} from './bundling.mjs';
import { alsoForRequire, keepReached } from './declarations.mjs';
import { licencesPage, remembering } from './licences.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const work = path.join(root, '.build', `dist-${process.pid}`);
const dist = path.join(root, 'dist');

const esbuild = await import('esbuild').catch(() => undefined);
if (esbuild === undefined) {
  // Installed without what is needed to build: fine if it was built before.
  if (fs.existsSync(path.join(dist, 'plimsoll.cjs'))) process.exit(0);
  console.error('esbuild is not installed: run npm install with development dependencies');
  process.exit(1);
}

/** For what is shipped. */
const { build, packages } = remembering(esbuild.build);
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'none',
  // yargs' parser would look its own settings up there.
  define: { 'process.env.YARGS_MIN_NODE_VERSION': 'undefined', PLIMSOLL_RULE_SET: JSON.stringify(ruleSet()) },
};
// yargs finds itself by a URL, and finds nothing: it has no locales here.
const META = 'const META_URL="file:///C:/plimsoll";';
// undici asks for Node's modules by require(), which ES modules have not got.
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
const command = {
  ...common,
  // Functions, as require() would make of them; the loader calls them.
  banner: { js: `(function(exports,require,module,__filename,__dirname){${META}` },
  footer: { js: '})' },
  define: { ...common.define, 'import.meta.url': 'META_URL' },
  format: 'cjs',
  minify: true,
  supported: { 'dynamic-import': false },
};

try {
  fs.rmSync(work, { recursive: true, force: true });
  fs.mkdirSync(work, { recursive: true });
  const { rules, settingsSchema, AJV_OPTIONS } = await loadSources();
  await buildCommand(rules, await validator(settingsSchema(rules, { aliases: false }), AJV_OPTIONS));
  await buildLibrary();
  const schema = settingsSchema(rules, { aliases: true });
  fs.writeFileSync(path.join(work, 'settings.schema.json'), `${JSON.stringify(schema, undefined, 2)}\n`);
  emitTypes();
  fs.writeFileSync(path.join(work, 'THIRD-PARTY-LICENSES.txt'), licencesPage(root, packages()));
  fs.rmSync(dist, { recursive: true, force: true });
  fs.renameSync(work, dist);
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}

/** A word that changes with everything that decides what is kept of layers; see src/cache/rule-set.ts. */
function ruleSet() {
  const hash = createHash('sha256');
  const decides = /^(?:rules\/.*|src\/(?:image|secrets)\/.*|src\/(?:secrets|bytes|wildcard|rule))\.ts$/;
  const files = ['rules', 'src'].flatMap(folder =>
    fs
      .readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')),
  );
  for (const file of files.filter(file => decides.test(file)).sort()) {
    const bytes = fs.readFileSync(path.join(root, file));
    hash.update(`${file} ${bytes.length}\n`).update(bytes);
  }
  // What matches paths and unpacks layers, and is bundled.
  for (const name of ['minimatch', 'fzstd']) {
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8'));
    hash.update(`${name} ${version}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The parts of the sources that the build itself runs. */
async function loadSources() {
  const contents = `export { rules } from './src/builtin.ts';
    export { settingsSchema } from './src/settings/schema.ts';
    export { AJV_OPTIONS } from './src/settings/validate.ts';`;
  const sources = await bundled(contents);
  const bare = await bundled(contents, [withoutTexts(esbuild.transform)]);
  assertSameRules(sources.rules, bare.rules);
  return sources;
}

/** Bundles a module and imports it. */
async function bundled(contents, plugins = []) {
  const outfile = path.join(work, `sources-${plugins.length}.mjs`);
  const stdin = { contents, resolveDir: root };
  await esbuild.build({ ...common, stdin, plugins, format: 'esm', outfile, external: ['ajv'] });
  const module = await import(pathToFileURL(outfile).href);
  fs.rmSync(outfile);
  return module;
}

/** main.cjs, everything it loads later, the loader and the code cache. */
async function buildCommand(rules, validatorPlugin) {
  const lazy = lazily(path.join(root, 'src'));
  const plugins = [lazy.plugin, quietColours, threadInside(build, common), validatorPlugin];
  await build({
    ...command,
    entryPoints: ['src/cli/bin.ts'],
    outfile: path.join(work, 'main.cjs'),
    plugins: [...plugins, withoutRareRules(rules), withoutTexts(esbuild.transform)],
  });
  for (let entry = lazy.next(); entry !== undefined; entry = lazy.next()) {
    await build({
      ...command,
      entryPoints: [entry.file],
      outfile: path.join(work, entry.name),
      plugins,
    });
  }
  const loader = fs.readFileSync(path.join(root, 'scripts', 'loader.cjs'), 'utf8');
  fs.writeFileSync(path.join(work, 'plimsoll.cjs'), loader, { mode: 0o755 });
  cacheCode();
}

/** Lets the command do what it does for people, so that the caches hold what such runs compile. */
function cacheCode() {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const [script, sample] = ['code-cache.cjs', 'sample'].map(name => path.join(root, 'scripts', name));
  const file = path.join(sample, 'Dockerfile');
  const runs = [
    ['--no-config', file],
    [sample],
    ['--preset', 'all', '--format', 'sarif', file],
    ['--help'],
    ['explain', 'DL3002'],
    ['image', '--no-config', '--no-cache', `rootfs:${sample}`],
    // Nobody listens there, and what asks is loaded.
    ['image', '--no-config', '--no-cache', 'registry://127.0.0.1:1/sample'],
    ['rules'],
    ['lsp'],
  ];
  for (const args of runs) {
    const ran = spawnSync(process.execPath, [script, work, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    if (ran.status !== 0) throw new Error('the command that was built does not run');
  }
}

async function buildLibrary() {
  const library = {
    ...common,
    entryPoints: ['src/index.ts'],
    // Names stay, for those who read a stack trace.
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [quietColours, threadInside(build, common)],
  };
  await Promise.all([
    build({ ...library, format: 'esm', outfile: path.join(work, 'index.js'), banner: { js: REQUIRE } }),
    build({ ...library, format: 'cjs', outfile: path.join(work, 'index.cjs') }),
  ]);
}

function emitTypes() {
  if (!fs.existsSync(path.join(root, 'node_modules', 'typescript'))) return;
  const config = path.join(work, 'tsconfig.json');
  fs.writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(root, 'tsconfig.json'),
      compilerOptions: {
        rootDir: root,
        outDir: path.join(work, 'types'),
        typeRoots: [path.join(root, 'node_modules/@types')],
      },
      include: [],
      files: [path.join(root, 'src/index.ts')],
    }),
  );
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', config], { cwd: root, encoding: 'utf8' });
  fs.rmSync(config);
  if (status !== 0) {
    console.error(stdout);
    process.exitCode = 1;
    return;
  }
  keepReached(path.join(work, 'types'), path.join('src', 'index.d.ts'));
  alsoForRequire(path.join(work, 'types'), path.join(work, 'types-require'));
}
