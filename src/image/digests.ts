/** Digests by which package databases know files. */
import { createHash } from 'node:crypto';

/** dpkg has MD5, apk SHA-1, rpm all three, Python's packages SHA-256. */
const ALGORITHMS = ['md5', 'sha1', 'sha256'] as const;
/** Of each so much is given, in hexadecimal digits: nobody meets 64 bits by chance. */
const DIGITS = 16;

/**
 * The first 64 bits of the digests of a file's whole content, as databases of packages would list it; `undefined` where one
 * of the algorithms is forbidden (FIPS), since nothing can then be proved either way.
 */
export function fileDigests(content: Uint8Array): readonly string[] | undefined {
  try {
    return ALGORITHMS.map(name => createHash(name).update(content).digest('hex').slice(0, DIGITS));
  } catch {
    return undefined;
  }
}
