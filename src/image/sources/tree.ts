/**
 * The files of a folder, in the order of their bytes, folders before what is in them. Calls that wait (`lstatSync`) are
 * used on purpose: for the tens of thousands of small files of a root file system they take a tenth of the time.
 */
import fs from 'node:fs';
import { cause } from './position.js';

/** One thing in the folder, never what a link leads to. */
export interface Found {
  /** From the folder on, `/` between parts, as bytes; `.` for the folder itself. */
  readonly name: Buffer;
  /** To open it. */
  readonly path: Buffer;
  readonly stat: fs.Stats;
}

/** What was left out. */
export interface Skipped {
  readonly name: Buffer;
  readonly why: string;
  /** It lies on another device: by design. Otherwise it could not be read. */
  readonly mount: boolean;
}

const SLASH = Buffer.from('/');
/** File systems of the kernel; what a machine mounts there is no part of an image. */
const KERNEL = ['dev', 'proc', 'sys'];

/**
 * Walks a folder. Links are not followed; other devices are not entered, and what is mounted on proc, sys and dev is not
 * even mentioned.
 * @param skipped is told what is left out
 */
export function* walkTree(root: string, skipped: (what: Skipped) => void): Generator<Found, void, undefined> {
  const top = Buffer.from(root);
  const device = fs.lstatSync(top).dev;
  // Deepest last: a stack, so that no depth of folders is too much for the machine's own.
  const stack: { name: Buffer; path: Buffer }[] = [{ name: Buffer.from('.'), path: top }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { name, path } = at;
    try {
      const stat = fs.lstatSync(path);
      yield { name, path, stat };
      if (!stat.isDirectory()) continue;
      if (stat.dev !== device) {
        if (!KERNEL.includes(name.toString())) skipped({ name, why: 'it is another device', mount: true });
        continue;
      }
      const isTop = path === top;
      const names = fs.readdirSync(path, { encoding: 'buffer' }).sort(Buffer.compare).reverse();
      for (const child of names)
        stack.push({
          name: isTop ? child : Buffer.concat([name, SLASH, child]),
          path: Buffer.concat([path, SLASH, child]),
        });
    } catch (error) {
      if (typeof (error as { code?: unknown }).code !== 'string') throw error;
      skipped({ name, why: cause(error), mount: false });
    }
  }
}
