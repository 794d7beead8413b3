/** The keys of credentials: for which registry, and which part of it, they are. */

/** The names that Docker Hub goes by. The first key is what `docker login` writes. */
const HUB = ['index.docker.io', 'docker.io', 'registry-1.docker.io'];
const HUB_KEY = 'https://index.docker.io/v1/';

interface Key {
  readonly host: string;
  /** A repository, or a namespace above it; empty: the whole registry. */
  readonly path: string;
}

/** `host`, `host/namespace/repository`, or an address of which only the host counts: `https://host/v1/`. */
function parseKey(text: string): Key {
  const [, scheme, host = '', rest = ''] = /^(https?:\/\/)?([^/]*)(.*)$/is.exec(text) ?? [];
  const canonical = hostOf(host);
  const path = rest.replace(/^\/|\/+$/g, '');
  // Old programs wrote the address of Docker Hub without its scheme.
  const address = scheme !== undefined || (canonical === 'docker.io' && /^v[12]$/.test(path));
  return { host: canonical, path: address ? '' : path };
}

function hostOf(text: string): string {
  const host = text.toLowerCase();
  return HUB.includes(host) ? 'docker.io' : host;
}

/**
 * The keys that are meant for a repository, the closest first: longer namespaces before shorter ones, and of several for
 * the same the one that programs of today write.
 *
 * @param host as in an image's name: `docker.io` for Docker Hub
 * @param repository empty for keys that are meant for the whole registry only
 */
export function keysFor(keys: readonly string[], host: string, repository: string): string[] {
  const wanted = hostOf(host);
  const usual = wanted === 'docker.io' ? HUB_KEY : wanted;
  return keys
    .map(text => ({ text, ...parseKey(text) }))
    .filter(key => key.host === wanted && (key.path === '' || `${repository}/`.startsWith(`${key.path}/`)))
    .sort((a, b) => b.path.length - a.path.length || Number(b.text === usual) - Number(a.text === usual))
    .map(key => key.text);
}
