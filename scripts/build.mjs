// Builds dist/: the command, the library, the types. Prints nothing unless something is wrong (npm pack's output is read
// by programs).
//   plimsoll.cjs       the command: runs main.cjs through V8's code cache
//   main.cjs, .cache   what a plain `lint` needs, in one piece
//   <name>.cjs         what is loaded only when it is needed: every module that src/ imports dynamically
//   index.js, .cjs     the library; types/ its declarations
//   settings.schema.json
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { lazily, quietColours, validator } from './bundling.mjs';

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

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'none',
  // yargs' parser would look its own settings up there.
  define: { 'process.env.YARGS_MIN_NODE_VERSION': 'undefined' },
};
const command = {
  ...common,
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  supported: { 'dynamic-import': false },
};

try {
  fs.rmSync(work, { recursive: true, force: true });
  fs.mkdirSync(work, { recursive: true });
  const { rules, settingsSchema, AJV_OPTIONS } = await loadSources();
  await buildCommand(await validator(settingsSchema(rules, { aliases: false }), AJV_OPTIONS));
  await buildLibrary();
  const schema = settingsSchema(rules, { aliases: true });
  fs.writeFileSync(path.join(work, 'settings.schema.json'), `${JSON.stringify(schema, undefined, 2)}\n`);
  emitTypes();
  fs.rmSync(dist, { recursive: true, force: true });
  fs.renameSync(work, dist);
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}

/** The parts of the sources that the build itself runs. */
async function loadSources() {
  const outfile = path.join(work, 'sources.mjs');
  const contents = `export { rules } from './src/builtin.ts';
    export { settingsSchema } from './src/settings/schema.ts';
    export { AJV_OPTIONS } from './src/settings/validate.ts';`;
  await esbuild.build({
    ...common,
    stdin: { contents, resolveDir: root },
    format: 'esm',
    outfile,
    external: ['ajv'],
  });
  const sources = await import(pathToFileURL(outfile).href);
  fs.rmSync(outfile);
  return sources;
}

/** main.cjs, everything it loads later, the loader and the code cache. */
async function buildCommand(validatorPlugin) {
  const lazy = lazily(path.join(root, 'src'));
  const plugins = [lazy.plugin, quietColours, validatorPlugin];
  await esbuild.build({
    ...command,
    entryPoints: ['src/cli/bin.ts'],
    outfile: path.join(work, 'main.cjs'),
    // A function, as require() would make of it; the loader calls it.
    banner: { js: '(function(exports,require,module,__filename,__dirname){' },
    footer: { js: '})' },
    plugins,
  });
  for (let entry = lazy.next(); entry !== undefined; entry = lazy.next()) {
    await esbuild.build({
      ...command,
      entryPoints: [entry.file],
      outfile: path.join(work, entry.name),
      banner: { js: "var importMetaUrl=require('url').pathToFileURL(__filename).href;" },
      define: { ...common.define, 'import.meta.url': 'importMetaUrl' },
      plugins,
    });
  }
  const loader = fs.readFileSync(path.join(root, 'scripts', 'loader.cjs'), 'utf8');
  fs.writeFileSync(path.join(work, 'plimsoll.cjs'), loader, { mode: 0o755 });
  cacheCode();
}

/** Lets the command lint a file as it does for people, so that the cache holds what such a run compiles. */
function cacheCode() {
  const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: __, ...env } = process.env;
  const sample = path.join(root, 'scripts', 'sample.Dockerfile');
  spawnSync(process.execPath, [path.join(work, 'plimsoll.cjs'), 'lint', '--no-config', sample], {
    cwd: work,
    env: { ...env, PLIMSOLL_CODE_CACHE: path.join(work, 'main.cache') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function buildLibrary() {
  const library = { ...common, entryPoints: ['src/index.ts'], plugins: [quietColours] };
  await Promise.all([
    esbuild.build({ ...library, format: 'esm', outfile: path.join(work, 'index.js') }),
    esbuild.build({ ...library, format: 'cjs', outfile: path.join(work, 'index.cjs') }),
  ]);
}

function emitTypes() {
  if (!fs.existsSync(path.join(root, 'node_modules', 'typescript'))) return;
  const config = path.join(work, 'tsconfig.json');
  fs.writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(root, 'tsconfig.json'),
      compilerOptions: { rootDir: root, outDir: path.join(work, 'types'), typeRoots: [path.join(root, 'node_modules/@types')] },
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
  }
}
