/** Which hosts may be spoken to, and how: what needs no certificate, and what a stranger may not send us to. */
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** The unspecified address leads to the own machine too. */
const SELF = new BlockList();
SELF.addSubnet('127.0.0.0', 8, 'ipv4');
SELF.addSubnet('0.0.0.0', 8, 'ipv4');
SELF.addAddress('::1', 'ipv6');
SELF.addAddress('::', 'ipv6');

/** Link-local addresses, and those where clouds give credentials to whoever asks from within. */
const METADATA = new BlockList();
METADATA.addSubnet('169.254.0.0', 16, 'ipv4');
METADATA.addSubnet('fe80::', 10, 'ipv6');
METADATA.addAddress('fd00:ec2::254', 'ipv6');
METADATA.addAddress('100.100.100.200', 'ipv4');
METADATA.addAddress('168.63.129.16', 'ipv4');
METADATA.addAddress('192.0.0.192', 'ipv4');

/** A host of a URL without the brackets of IPv6. */
export function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** 127.0.0.0/8, ::1, and `localhost`. Names below it are not: not every system keeps them for itself (RFC 6761). */
export function isLoopback(hostname: string): boolean {
  const name = bare(hostname).toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || isIn(LOOPBACK, name);
}

/** The port that a URL means. */
export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
}

/** Was the host named with `--insecure`? A name without a port means the usual ports. */
export function isNamed(url: URL, named: readonly string[]): boolean {
  const hostname = url.hostname.toLowerCase();
  return named.some(entry => {
    const [, host = '', port] =
      /^(.*?)(?::(\d+))?$/.exec(entry.includes(']') || entry.split(':').length < 3 ? entry : `[${entry}]`) ?? [];
    if (host.toLowerCase() !== hostname) return false;
    return port === undefined ? url.port === '' : Number(port) === portOf(url);
  });
}

/** May it be spoken to without a certificate that is checked, or in plain HTTP? Named hosts and the own machine may. */
export function mayBeInsecure(url: URL, named: readonly string[]): boolean {
  return isLoopback(url.hostname) || isNamed(url, named);
}

/** Is it an address that nobody but the user may send us to? @param origin who does: its own machine may name itself */
function isForbidden(address: string, fromLoopback: boolean): boolean {
  return isIn(METADATA, address) || (!fromLoopback && isIn(SELF, address));
}

/**
 * May one host send us to another? Not to where clouds keep credentials, and not to our own machine, unless the host is
 * our own machine, or the user named the other one.
 */
export function mayLead(from: URL, to: URL, named: readonly string[]): boolean {
  const host = bare(to.hostname).toLowerCase().replace(/\.$/, '');
  if (from.hostname === to.hostname || isNamed(to, named)) return true;
  if (host === 'metadata.google.internal' || host === 'metadata' || host === 'instance-data') return false;
  const fromLoopback = isLoopback(from.hostname);
  return !isForbidden(host, fromLoopback) && (fromLoopback || !(isLoopback(host) || host.endsWith('.localhost')));
}

/** The code of the error that `guardedLookup` gives for a name that leads where it may not. */
export const FORBIDDEN = 'ERR_FORBIDDEN_ADDRESS';

/** Looks a name up as always, but gives no address that a stranger may not send us to: names lead anywhere. */
export function guardedLookup(fromLoopback: boolean): LookupFunction {
  return (hostname, options, callback) =>
    resolve(hostname, options, (error, address, family) => {
      const all =
        error === null ? (Array.isArray(address) ? address.map(one => one.address) : [address as string]) : [];
      if (all.some(one => isForbidden(one, fromLoopback)))
        callback(Object.assign(new Error('forbidden address'), { code: FORBIDDEN }), []);
      else callback(error, address as string, family);
    });
}
