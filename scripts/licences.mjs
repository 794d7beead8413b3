// The licences of what is bundled: whoever gets dist/ gets them with it.
import fs from 'node:fs';
import path from 'node:path';

/**
 * A bundler's `build` that remembers whose code it has put into bundles. `packages()` gives the folders of these packages,
 * relative to its working folder, sorted.
 */
export function remembering(build) {
  const packages = new Set();
  const remember = async options => {
    const result = await build({ ...options, metafile: true });
    for (const { inputs } of Object.values(result.metafile.outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
        if (folder !== undefined && bytesInOutput > 0) packages.add(folder);
      }
    }
    return result;
  };
  return { build: remember, packages: () => [...packages].sort() };
}

/** The page with the licences of these packages. Throws if one has none. */
export function licencesPage(root, packages) {
  const parts = packages.map(folder => {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const text = licenceFiles(path.join(root, folder)).join('\n');
    if (license === undefined || text === '') throw new Error(`${name} is bundled and has no licence`);
    return `${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;
  });
  // One package may be there more than once.
  return `Plimsoll contains code of these packages.\n\n${[...new Set(parts)].join('\n')}`;
}

function licenceFiles(folder) {
  const names = fs.readdirSync(folder).filter(name => /^(?:licen[cs]e|copying|notice)(?:[.-][\w.-]+)?$/i.test(name));
  return names.sort().map(name => fs.readFileSync(path.join(folder, name), 'utf8'));
}
