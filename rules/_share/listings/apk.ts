/** apk's database of what is installed. */
import { pathNumber } from '../path-numbers.js';
import { type Digest, digestOfBase64, type Listing, ListingMaker, NO_DIGEST } from './listing.js';

/** What apk's database says: whose bits are set by the package, as canonical paths with their modes. */
export interface ApkFiles extends Listing {
  /** Only those with setuid or setgid. */
  readonly special: ReadonlyMap<string, number>;
}

/**
 * Reads apk's `installed` (apk-tools, `apk-package(5)`): `F:` names a folder, `R:` a file in it, and after that `a:uid:gid:mode`
 * the file's mode, if it is not the usual one, and `Z:` its digest: `Q1` and SHA-1, `Q2` and SHA-256 in base64.
 */
export function apkFiles(bytes: Uint8Array): ApkFiles {
  const found = new ListingMaker();
  const special = new Map<string, number>();
  const encoder = new TextEncoder();
  let [folder, file] = ['', ''];
  let digest: Digest = NO_DIGEST;
  const next = (): void => {
    if (file !== '') found.add(pathNumber(encoder.encode(file)), digest);
    [file, digest] = ['', NO_DIGEST];
  };
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const value = line.slice(2).trim();
    if (line.startsWith('F:')) {
      next();
      folder = value;
    } else if (line.startsWith('R:')) {
      next();
      file = folder === '' ? value : `${folder}/${value}`;
    } else if (line.startsWith('Z:Q') && file !== '') digest = digestOfBase64(value.slice(2)) ?? NO_DIGEST;
    else if (line.startsWith('a:') && file !== '') {
      const mode = Number.parseInt(value.split(':')[2] ?? '', 8);
      if ((mode & 0o6000) !== 0) special.set(file, mode);
    } else if (line === '') {
      next();
      folder = '';
    }
  }
  next();
  return { ...found.done(), special };
}
