/** The protocols that EXPOSE knows. */
export const PROTOCOLS: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp']);

/** What EXPOSE says. */
export interface PortSpec {
  /** First and last port of the range; the same for a single one. */
  readonly from: number;
  readonly to: number;
  /** As written, empty if there is none. */
  readonly protocol: string;
  /** What stands in front of the container's port and is no part of it: `127.0.0.1:8080:`. */
  readonly prefix: string;
}

/** Reads `80`, `80/tcp`, `8000-8010/udp`, also with an address or host port in front. `undefined`: it is none of these. */
export function readPort(text: string): PortSpec | undefined {
  const match = /^((?:.*:)?)(\d{1,20})(?:-(\d{1,20}))?(?:\/([A-Za-z0-9]*))?$/.exec(text);
  if (match === null) return undefined;
  const [, prefix = '', from = '', to = from, protocol = ''] = match;
  return { from: Number(from), to: Number(to), protocol, prefix };
}

/** An IPv4 or IPv6 address, by its form. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[\da-f.]*:[\da-f:.]*(?:%\w+)?\]?)$/i;

/** What the builder refuses in a word of EXPOSE. */
export interface MistakenPort {
  readonly message: string;
  readonly help: string;
  /** The part that is wrong, if it is the protocol. */
  readonly protocol?: string;
}

/** Why a word of EXPOSE is no port; `undefined`: it is one. What follows a second slash the builder passes over. */
export function mistakenPort(text: string): MistakenPort | undefined {
  const [ports = '', protocol = ''] = text.split('/');
  if (protocol !== '' && !PROTOCOLS.has(protocol.toLowerCase()))
    return {
      message: `there is no protocol ${protocol} for a port`,
      help: 'write tcp, udp or sctp, or leave it out for tcp',
      protocol,
    };
  const colon = ports.lastIndexOf(':');
  const own = ports.slice(colon + 1);
  if (!/^\d+(?:-\d+)?$/.test(own))
    return {
      message: `${text} is no port`,
      help: /^\d+(?:,\d+)+$/.test(own)
        ? `write ${own.replaceAll(',', ' ')}`
        : 'write its number, such as 80, or a range, 8000-8010',
    };
  const before = colon === -1 ? '' : ports.slice(0, colon);
  const address = before.slice(0, Math.max(0, before.lastIndexOf(':')));
  if (address === '' || ADDRESS.test(address)) return undefined;
  return { message: `${address} is no address`, help: `write ${own}, the port inside the container` };
}
