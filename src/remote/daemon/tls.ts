/** TLS to a daemon. */
import { rootCertificates } from 'node:tls';
import type { RemoteOptions } from '../types.js';
import type { Endpoint } from './address.js';

/** What Node is told of certificates: those that go with the endpoint, and those that the user gave for all. */
export function tlsOptions({ tls, origin }: Endpoint, { ca, insecure }: RemoteOptions) {
  if (tls === undefined) return {};
  const { host, hostname } = new URL(origin);
  const trusting = !tls.verify || insecure?.some(name => name === host || name === hostname) === true;
  // A certificate of the daemon's own replaces those of the system, as with Docker's command; one of the user's adds to them.
  const more = ca === undefined ? [] : [ca];
  const trusted =
    tls.ca !== undefined ? [tls.ca, ...more] : more.length > 0 ? [...rootCertificates, ...more] : undefined;
  return {
    rejectUnauthorized: !trusting,
    ...(trusted === undefined ? {} : { ca: trusted }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  };
}
