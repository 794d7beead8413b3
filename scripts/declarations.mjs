// What TypeScript reads of the package.
import fs from 'node:fs';
import path from 'node:path';

/** Deletes the declarations that nobody reaches from `entry`, and the folders that are empty then. */
export function keepReached(folder, entry) {
  const reached = new Set();
  const todo = [path.join(folder, entry)];
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const text = fs.readFileSync(file, 'utf8');
    for (const [, target] of text.matchAll(/\b(?:from |import\()['"](\.{1,2}\/[^'"]+)\.js['"]/g)) {
      todo.push(path.join(path.dirname(file), `${target}.d.ts`));
    }
  }
  const entries = fs.readdirSync(folder, { withFileTypes: true, recursive: true });
  for (const one of entries.filter(one => one.isFile())) {
    const file = path.join(one.parentPath, one.name);
    if (!reached.has(file)) fs.rmSync(file);
  }
  const folders = entries.filter(one => one.isDirectory()).map(one => path.join(one.parentPath, one.name));
  for (const each of folders.sort((a, b) => b.length - a.length)) {
    if (fs.readdirSync(each).length === 0) fs.rmdirSync(each);
  }
}

/** The same declarations for those who use require(): TypeScript takes them for what the nearest package.json says. */
export function alsoForRequire(folder, copy) {
  fs.cpSync(folder, copy, { recursive: true });
  fs.writeFileSync(path.join(copy, 'package.json'), '{ "type": "commonjs" }\n');
}
