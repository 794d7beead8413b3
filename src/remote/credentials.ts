/** Finds what proves to a registry who asks, where Docker and Podman keep it. Writes nothing, asks nobody but helpers. */
import { ImageError } from '../image/model.js';
import { shown } from '../image/text.js';
import { credentialIn } from './credentials/entry.js';
import { type AuthFile, readAuthFile } from './credentials/file.js';
import { askHelper } from './credentials/helper.js';
import { keysFor } from './credentials/keys.js';
import { type Place, placesOf } from './credentials/places.js';
import type { FoundCredential, RemoteOptions } from './types.js';

/**
 * The credential for a repository: what was given, else what Docker's `config.json` knows, else what containers'
 * `auth.json` knows; in each file first by a helper, then as it stands there. A file or helper is asked only if none
 * before it had an answer.
 *
 * @param host as in an image's name: `docker.io` for Docker Hub
 * @returns `undefined` if nobody knows one; without a credential if a helper that may know one is not installed, or failed
 * @throws ImageError that names the file or helper that cannot be used, never what it holds; the reason of `options.signal`
 */
export async function credentialFor(
  host: string,
  repository: string,
  options: RemoteOptions,
): Promise<FoundCredential | undefined> {
  options.signal?.throwIfAborted();
  if (options.given !== undefined) return { credential: { kind: 'basic', ...options.given }, from: '--username' };
  let silent: FoundCredential | undefined;
  for (const place of placesOf(options)) {
    const file = await readAuthFile(place);
    if (file === undefined) continue;
    const kept = await fromHelper(file, place, host, options);
    if (kept?.credential !== undefined) return kept;
    silent ??= kept;
    const found = fromAuths(file, place, host, repository);
    if (found !== undefined) return found;
  }
  return silent;
}

/** A helper of its own goes before the one for all; an empty name says that this registry has none. */
async function fromHelper(
  { credHelpers, credsStore }: AuthFile,
  { label, hub }: Place,
  host: string,
  options: RemoteOptions,
): Promise<FoundCredential | undefined> {
  const [key] = keysFor(Object.keys(credHelpers), host, '');
  const name = key === undefined ? credsStore : credHelpers[key];
  if (typeof name !== 'string' || name === '') return undefined;
  const from = `the credential helper ${name}`;
  const credential = await askHelper(name, { server: host === 'docker.io' ? hub : host, label }, options);
  if (credential === undefined) return undefined;
  if (credential.kind !== 'none') return { credential, from };
  // As docker pull does: what is public can be read all the same, as on a machine without the desktop that the helper needs.
  return { credential: undefined, from: `${from} named in ${label}, ${credential.why}` };
}

function fromAuths({ auths }: AuthFile, { label, login }: Place, host: string, repository: string) {
  for (const key of keysFor(Object.keys(auths), host, repository)) {
    const credential = credentialIn(auths[key]);
    if (credential === 'malformed')
      throw new ImageError(
        'unauthorised',
        `The credentials of ${shown(key)} in ${label} are malformed: log in again with ${login} ${shown(host)}, or give --username.`,
      );
    if (credential !== undefined) return { credential, from: `auths in ${label}` };
  }
  return undefined;
}
