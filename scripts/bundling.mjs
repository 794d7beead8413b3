// What esbuild is taught for the build.
import fs from 'node:fs';
import path from 'node:path';

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
          const name = `${path.relative(sources, file).replace(/\.ts$/, '').replace(/^cli[\\/]/, '').replace(/[\\/]/g, '-')}.cjs`;
          known.set(file, name);
          waiting.push({ file, name });
        }
        return { path: `./${known.get(file)}`, external: true };
      });
    },
  };
  return { plugin, next: () => waiting.shift() };
}

/** picocolors looks at the process when it is loaded, which costs time; the reports tell it what to do anyway. */
export const quietColours = {
  name: 'quiet-colours',
  setup(build) {
    build.onLoad({ filter: /[\\/]picocolors[\\/]picocolors\.js$/ }, ({ path: file }) => {
      const before = fs.readFileSync(file, 'utf8');
      const contents = before.replace('process || {}', '{}');
      if (contents === before) throw new Error('picocolors has changed: see quietColours in scripts/bundling.mjs');
      return { contents, loader: 'js' };
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
  const folder = path.dirname(new URL(import.meta.url).pathname);
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
  return JSON.parse(JSON.stringify(schema, (key, value) => (key === 'description' || key === 'default' ? undefined : value)));
}
