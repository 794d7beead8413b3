/** What a user writes to name an image: `app.tar`, `docker-archive:app.tar:app:1`, `oci:folder`, `registry://app:1`. */
import { ImageError } from './model.js';
import { shown } from './text.js';

/** What the user says the thing is, if it is a file or a folder; `undefined`: its shape tells. */
export type Scheme = 'docker-archive' | 'oci-archive' | 'oci' | 'dir' | 'rootfs';

/** Who is asked for an image by its name. */
export type Remote = 'docker' | 'podman' | 'registry';

/** One way to read a reference. */
export interface Reading {
  readonly path: string;
  /** The image within: a name, a digest, or `@` and a 0-based index. */
  readonly ref: string | undefined;
}

export interface Reference {
  readonly scheme: Scheme | undefined;
  /** The longest path first: whichever exists is meant, because paths and names may both hold colons. */
  readonly readings: readonly [Reading, ...Reading[]];
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  'docker-archive': 'docker-archive',
  'oci-archive': 'oci-archive',
  oci: 'oci',
  dir: 'dir',
  rootfs: 'rootfs',
};

/** `C:\` and `C:/`: a drive, not a scheme. */
const DRIVE = /^[a-z]:[\\/]/i;

/** `docker://app:1`; also `docker-daemon:app:1`, as skopeo says it. */
const REMOTE = /^(?:(docker|podman|registry):\/\/|(docker)-daemon:(?:\/\/)?)/i;

/** Where images may be that nobody is asked for. */
const ELSEWHERE = /^(?:(?:https?|oci-registry|ssh|tcp|unix):\/\/|(?:containers-storage|containerd|ostree|sif):)/i;

/** The name of an image and who is to be asked for it; `undefined` if the reference does not say who. */
export function remoteReference(reference: string): { readonly remote: Remote; readonly name: string } | undefined {
  const match = REMOTE.exec(reference);
  const remote = (match?.[1] ?? match?.[2])?.toLowerCase() as Remote | undefined;
  return remote === undefined ? undefined : { remote, name: reference.slice(match?.[0].length) };
}

/** The image is of a kind of place that cannot be read; `undefined` if it is not. */
export function elsewhere(reference: string): ImageError | undefined {
  const scheme = ELSEWHERE.exec(reference)?.[0];
  if (scheme === undefined) return undefined;
  const name = reference.slice(scheme.length).replace(/^\/+/, '');
  const mend = scheme.toLowerCase().startsWith('http')
    ? `write registry://${shown(name)}`
    : scheme.toLowerCase() === 'containerd:'
      ? `write it to a file with \`ctr images export image.tar ${shown(name)}\` and name image.tar`
      : `copy it to a file with \`skopeo copy ${shown(reference)} docker-archive:image.tar\` and name image.tar`;
  return new ImageError('unsupported', `${shown(reference)} cannot be read where it is: ${mend}.`);
}

/** Says that nobody may be asked for the image, and how to make a file of it. */
export function notFetched(reference: string): ImageError {
  const name = reference.replace(REMOTE, '').replace(/^\/+/, '');
  const last = name.replace(/@.*$/, '').split('/').pop() ?? '';
  const file = /^[\w.-]+/.exec(last)?.[0] ?? 'image';
  return new ImageError(
    'unsupported',
    `${shown(reference)} is neither a file nor a folder, and only those can be read: ` +
      `save the image with \`docker save ${shown(name || 'app:1')} -o ${file}.tar\` and name ${file}.tar.`,
  );
}

/** Every split of `PATH[:REF]` at a colon, the longest path first. */
function readings(text: string): [Reading, ...Reading[]] {
  const from = DRIVE.test(text) ? 2 : 1;
  const shorter: Reading[] = [];
  for (let at = text.lastIndexOf(':'); at >= from; at = text.lastIndexOf(':', at - 1))
    shorter.push({ path: text.slice(0, at), ref: text.slice(at + 1) || undefined });
  return [{ path: text, ref: undefined }, ...shorter.slice(-20)];
}

/**
 * Reads a reference. A scheme, if there is one, decides: `docker-archive:PATH[:REF|:@INDEX]`, `oci-archive:PATH[:REF]`,
 * `oci:DIR[:REF]`, `dir:DIR` (what skopeo's `dir:` writes, else as `rootfs:`), `rootfs:PATH`. Everything else is one path,
 * colons and all. Looks at no disk.
 * @throws ImageError `unsupported` for what is no file (`docker://`, `containerd:`, …) and an empty text
 */
export function parseReference(reference: string): Reference {
  if (reference === '' || reference.includes('\0')) throw notFetched(reference);
  if (DRIVE.test(reference)) return { scheme: undefined, readings: [{ path: reference, ref: undefined }] };
  const unreadable = elsewhere(reference);
  if (unreadable !== undefined) throw unreadable;
  if (REMOTE.test(reference)) throw notFetched(reference);
  const colon = reference.indexOf(':');
  const name = reference.slice(0, Math.max(colon, 0)).toLowerCase();
  const scheme = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
  if (scheme === undefined) return { scheme, readings: [{ path: reference, ref: undefined }] };
  const rest = reference.slice(colon + 1);
  if (rest === '') throw new ImageError('unsupported', `${shown(reference)} names no path: write ${name}:PATH.`);
  return {
    scheme,
    readings: scheme === 'rootfs' || scheme === 'dir' ? [{ path: rest, ref: undefined }] : readings(rest),
  };
}

/** Does it look like a path that is not there, rather than the name of an image? */
export function looksLikePath(text: string): boolean {
  return /^\.{0,2}[\\/]|^~|^\.\.?$|\\|^[a-z]:[\\/]|\.(?:tar|tgz|oci|gz|zst|xz|bz2|img)$|[\\/]$/i.test(text);
}
