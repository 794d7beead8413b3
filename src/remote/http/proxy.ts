/** Proxies, as the environment names them. */
import { BlockList, isIP } from 'node:net';
import { ImageError } from '../../image/model.js';
import { shown } from '../../image/text.js';
import { bare, isLoopback, portOf } from './hosts.js';

/** A proxy. Its password is in `authorization` and nowhere else. */
export interface Proxy {
  /** `http://proxy.example.com:3128` */
  readonly origin: string;
  /** For messages. */
  readonly host: string;
  /** What it wants to be told: `Basic …`. */
  readonly authorization: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

function variable(env: Env, name: string): { name: string; value: string } | undefined {
  for (const key of [name, name.toLowerCase()]) {
    const value = env[key]?.trim();
    if (value !== undefined && value !== '') return { name: key, value };
  }
  return undefined;
}

function covers(network: string, address: string): boolean {
  const [base = '', bits = ''] = network.split('/');
  const [family, other] = [isIP(base), isIP(address)];
  const prefix = Number(bits);
  if (family === 0 || other === 0 || !/^\d{1,3}$/.test(bits) || prefix > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(base, prefix, family === 6 ? 'ipv6' : 'ipv4');
  return list.check(address, other === 6 ? 'ipv6' : 'ipv4');
}

/** Does an entry of NO_PROXY name the host? `example.com` and its subdomains, `.example.com` these only, networks, ports. */
function exempts(entry: string, url: URL): boolean {
  const host = bare(url.hostname).toLowerCase();
  if (entry === '*') return true;
  if (entry.includes('/')) return covers(entry, host);
  const [, name = '', port] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (port !== undefined && Number(port) !== portOf(url)) return false;
  const wanted = bare(name).toLowerCase().replace(/^\*\./, '.');
  if (wanted === '') return false;
  return wanted.startsWith('.')
    ? host.endsWith(wanted)
    : host === wanted || (isIP(wanted) === 0 && host.endsWith(`.${wanted}`));
}

/**
 * The proxy for a URL: HTTPS_PROXY or HTTP_PROXY by its scheme, in capitals first, unless NO_PROXY exempts the host. The
 * own machine is never reached through one.
 * @throws ImageError `unsupported` for a value that names no http or https proxy; it does not repeat the value
 */
export function proxyFor(url: URL, env: Env): Proxy | undefined {
  const found = variable(env, url.protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY');
  if (found === undefined || isLoopback(url.hostname)) return undefined;
  const exempt = (variable(env, 'NO_PROXY')?.value ?? '').split(/[\s,]+/).filter(entry => entry !== '');
  if (exempt.some(entry => exempts(entry, url))) return undefined;
  const proxy = parsed(withScheme(found.value));
  if (proxy === undefined || !/^https?:$/.test(proxy.protocol) || proxy.hostname === '')
    throw new ImageError(
      'unsupported',
      `${found.name} names no HTTP proxy, and only those are used: write http://HOST:PORT, or exempt ${shown(url.host)} with NO_PROXY.`,
    );
  const user = `${decoded(proxy.username)}:${decoded(proxy.password)}`;
  return {
    origin: proxy.origin,
    host: proxy.host,
    authorization: user === ':' ? undefined : `Basic ${Buffer.from(user).toString('base64')}`,
  };
}

const withScheme = (value: string) => (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);

function parsed(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
