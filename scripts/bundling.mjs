// What esbuild is taught for the build.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes every module of the sources that is imported dynamically a file of its own beside the bundle, loaded when its
 * turn comes. `next()` gives each of them once: the module and the name of its bundle.
 */
export function lazily(sources) {
  const waiting = [];
  const known = new Map();
  const plugin = {
    name: 'lazily',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ kind, path: wanted, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const file = path.resolve(resolveDir, wanted).replace(/\.js$/, '.ts');
        if (!known.has(file)) {
          const name = `${path
            .relative(sources, file)
            .replace(/\.ts$/, '')
            .replace(/^cli[\\/]/, '')
            .replace(/[\\/]/g, '-')}.cjs`;
          known.set(file, name);
          waiting.push({ file, name });
        }
        return { path: `./${known.get(file)}`, external: true };
      });
    },
  };
  return { plugin, next: () => waiting.shift() };
}

/**
 * picocolors looks at the process and makes its colours when it is loaded, which costs time; the reports only want
 * `createColors`.
 */
export const quietColours = {
  name: 'quiet-colours',
  setup(build) {
    build.onLoad({ filter: /[\\/]picocolors[\\/]picocolors\.js$/ }, ({ path: file }) => {
      const [head, ...rest] = fs
        .readFileSync(file, 'utf8')
        .replace('process || {}', '{}')
        .split('module.exports = createColors()');
      if (!head.startsWith('let p = {}') || rest.length !== 1) {
        throw new Error('picocolors has changed: see quietColours in scripts/bundling.mjs');
      }
      return { contents: `${head}export default { createColors };`, loader: 'js' };
    });
  },
};

/** Puts ajv's code for a schema in the place of ajv. */
export async function validator(schema, options) {
  const [{ Ajv }, { default: standalone }] = await Promise.all([import('ajv'), import('ajv/dist/standalone/index.js')]);
  const ajv = new Ajv({ ...options, code: { source: true, esm: true } });
  const code = (standalone.default ?? standalone)(ajv, ajv.compile(withoutProse(schema)));
  const contents = `${code}
    export const schemaErrors = data => (validate(data) ? [] : validate.errors);`;
  const folder = path.dirname(fileURLToPath(import.meta.url));
  return {
    name: 'validator',
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/]settings[\\/]validate\.ts$/ }, () => ({
        contents,
        loader: 'js',
        resolveDir: folder,
      }));
    },
  };
}

/** Descriptions and defaults are for people and editors. */
function withoutProse(schema) {
  return JSON.parse(
    JSON.stringify(schema, (key, value) => (key === 'description' || key === 'default' ? undefined : value)),
  );
}

/**
 * Puts the code of the thread that unpacks layers in the place of the module that starts it, so that every bundle is whole
 * wherever it is moved. `minify` as for the bundle it goes into.
 */
export function threadInside(build, options) {
  return {
    name: 'thread-inside',
    setup(outer) {
      outer.onLoad({ filter: /[\\/]image[\\/]unpack[\\/]spawn\.ts$/ }, async ({ path: file }) => {
        const entry = path.join(path.dirname(file), 'worker.ts');
        const { outputFiles } = await build({
          ...options,
          entryPoints: [entry],
          write: false,
          format: 'cjs',
          minify: true,
          plugins: [],
        });
        const contents = `import { Worker } from 'node:worker_threads';
          const CODE = ${JSON.stringify(outputFiles[0].text)};
          export const spawn = workerData => new Worker(CODE, { eval: true, workerData });`;
        return { contents, loader: 'js' };
      });
    },
  };
}

/**
 * Leaves the texts of the rules (why, examples) out of a bundle; they are a good part of it, and only those who explain
 * rules read them.
 */
export function withoutTexts(transform) {
  return {
    name: 'without-texts',
    setup(build) {
      build.onLoad({ filter: /[\\/]rules[\\/][a-z-]+[\\/][a-z0-9-]+\.ts$/ }, async ({ path: file }) => {
        const { code } = await transform(fs.readFileSync(file, 'utf8'), { loader: 'ts', target: 'node20' });
        return { contents: cutTexts(code), loader: 'js' };
      });
    },
  };
}

/**
 * Leaves the code of rules out of the bundle that lints Dockerfiles in the usual way: of those that only judge images, and
 * of those that are off unless somebody asks for more, whose code is in the catalogue then. What is data of them stays,
 * as their names and options may be given there too.
 */
export function withoutRareRules(rules) {
  const isTrue = value => (value === undefined ? undefined : true);
  const data = new Map(
    rules
      .filter(({ secrets, dockerfile, config, preset }) => {
        const onlyImages = dockerfile === undefined && config === undefined;
        return secrets === undefined && (onlyImages || preset !== 'recommended');
      })
      .map(({ why: _, bad: __, good: ___, badImages: ____, goodImages: _____, reads: ______, ...rule }) => {
        const { dockerfile, config, image } = rule;
        // What it judges stays known.
        const judges = { dockerfile: isTrue(dockerfile), config: isTrue(config), image: isTrue(image) };
        return [rule.id, { ...rule, ...judges, dataOnly: true }];
      }),
  );
  return {
    name: 'without-rare-rules',
    setup(build) {
      build.onLoad({ filter: /[\\/]rules[\\/][a-z-]+[\\/][a-z0-9-]+\.ts$/ }, ({ path: file }) => {
        const rule = data.get(path.basename(file, '.ts'));
        return rule === undefined ? undefined : { contents: JSON.stringify(rule), loader: 'json' };
      });
    },
  };
}

/** Cuts out the properties of a rule that esbuild, which prints each on a line of its own, has written as texts. */
function cutTexts(code) {
  let out = '';
  let at = 0;
  for (const match of code.matchAll(/^ {2}(?:why|bad|good|badImages|goodImages): /gm)) {
    if (match.index < at) continue;
    out += code.slice(at, match.index);
    at = endOfValue(code, match.index + match[0].length);
  }
  return out + code.slice(at);
}

/** Where a value in JavaScript ends: after its comma, or at the bracket that closes what is around it. */
function endOfValue(code, start) {
  let depth = 0;
  for (let at = start; at < code.length; at++) {
    const character = code[at];
    if ('"\'`'.includes(character)) {
      for (at++; code[at] !== character && at < code.length; at++) if (code[at] === '\\') at++;
    } else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && depth-- === 0) return at;
    else if (character === ',' && depth === 0) return at + 1;
  }
  throw new Error('a text of a rule has no end');
}

/** Throws if rules without texts differ from the rules in anything but code; what the code does is compared in tests. */
export function assertSameRules(rules, bare) {
  const plain = rule => {
    const entries = Object.entries({ ...rule, why: 0, bad: 0, good: 0, badImages: 0, goodImages: 0 }).sort(
      ([a], [b]) => (a < b ? -1 : 1),
    );
    return JSON.stringify(entries, (_, value) => (typeof value === 'function' ? 'function' : value));
  };
  for (const [i, rule] of rules.entries()) {
    if (bare[i] === undefined || plain(rule) !== plain(bare[i]))
      throw new Error(`cutting the texts out of the rule ${rule.id} has damaged it`);
  }
}
