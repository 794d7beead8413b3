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
  const match = /^((?:.*:)?)(\d{1,9})(?:-(\d{1,9}))?(?:\/([A-Za-z0-9]*))?$/.exec(text);
  if (match === null) return undefined;
  const [, prefix = '', from = '', to = from, protocol = ''] = match;
  return { from: Number(from), to: Number(to), protocol, prefix };
}
