/** The network's codes in words: which error, what happened, and what mends it. */
import type { ImageError } from '../../image/model.js';
import { shown } from '../../image/text.js';
import { FORBIDDEN } from '../http/hosts.js';

/** `HOST` in the mend stands for the host, `TIMEOUT` in the cause for how long was waited. */
export type Words = readonly [code: ImageError['code'], cause: string, mend: string];

const NETWORK = 'check the network, and HTTPS_PROXY if there has to be a proxy';
const AGAIN = 'try again';
const LONGER = 'try again, or wait longer with --timeout';
const UNCHECKED = 'or do without the check by --insecure HOST';

/** Codes that mean the same, and what they mean. */
const TABLE: readonly (readonly [codes: readonly string[], ...Words])[] = [
  [['ENOTFOUND'], 'unreachable', 'its name is not known', `check its spelling, ${NETWORK.slice('check '.length)}`],
  [['EAI_AGAIN', 'EAI_FAIL'], 'unreachable', 'its name could not be looked up', NETWORK],
  [['ENODATA'], 'unreachable', 'its name has no address', 'check its spelling'],
  [['ECONNREFUSED'], 'unreachable', 'it refuses connections', 'check the host and the port'],
  [
    ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
    'unreachable',
    'the connection broke',
    AGAIN,
  ],
  [['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN'], 'unreachable', 'no network leads there', NETWORK],
  [['EACCES', 'EPERM'], 'unreachable', 'the system does not allow the connection', 'check the firewall'],
  [['EMFILE', 'ENFILE'], 'unreachable', 'too many files are open', 'raise the limit with ulimit -n'],
  [
    [FORBIDDEN],
    'unreachable',
    'its name leads to a link-local address or to this machine, where no registry may send anybody',
    'name it with --insecure HOST if it is right',
  ],
  [
    ['DEPTH_ZERO_SELF_SIGNED_CERT'],
    'unreachable',
    'its certificate is signed by itself',
    `give it with --ca-file FILE, ${UNCHECKED}`,
  ],
  [
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    'unreachable',
    'its certificate was not made by an authority that is trusted',
    `give that authority's certificate with --ca-file FILE, ${UNCHECKED}`,
  ],
  [
    ['CERT_HAS_EXPIRED'],
    'unreachable',
    'its certificate has expired',
    `have it renewed, check the clock, ${UNCHECKED}`,
  ],
  [['CERT_NOT_YET_VALID'], 'unreachable', 'its certificate is not valid yet', `check the clock, ${UNCHECKED}`],
  [
    ['ERR_TLS_CERT_ALTNAME_INVALID'],
    'unreachable',
    'its certificate is for another host',
    `use the name that stands in it, ${UNCHECKED}`,
  ],
  [['CERT_REVOKED'], 'unreachable', 'its certificate was revoked', 'have it renewed'],
  [['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'], 'timeout', 'no connection came about within TIMEOUT', NETWORK],
  [['UND_ERR_HEADERS_TIMEOUT'], 'timeout', 'it did not answer within TIMEOUT', LONGER],
  [['UND_ERR_BODY_TIMEOUT'], 'timeout', 'it fell silent for TIMEOUT in the middle of its answer', LONGER],
  [['ERR_SLOW_ANSWER'], 'timeout', 'its answer did not come to an end in ten times TIMEOUT', LONGER],
  [
    ['UND_ERR_HEADERS_OVERFLOW'],
    'unsupported',
    'the headers of its answer are larger than any registry needs',
    'check the host and the port',
  ],
];

const WORDS: ReadonlyMap<string, Words> = new Map(
  TABLE.flatMap(([codes, ...words]) => codes.map(code => [code, words] as const)),
);

/** Of a peer that answers in plain text where TLS was spoken. */
export const WITHOUT_TLS: Words = [
  'unreachable',
  'it speaks no TLS',
  'check the port, or allow plain HTTP by --insecure HOST',
];

/** The words for a code; there are some for every code. */
export function wordsOf(code: string): Words {
  const known = WORDS.get(code);
  if (known !== undefined) return known;
  if (/^HPE_|^UND_ERR_(?:INFO|RES)/.test(code))
    return ['unsupported', 'it does not answer in HTTP', 'check the host and the port'];
  if (/^(?:ERR_SSL|ERR_TLS|EPROTO|CERT_|ERR_OSSL|UNABLE_|INVALID_|HOSTNAME_)/.test(code))
    return ['unreachable', `no secure connection came about (${shown(code)})`, `check its certificate, ${UNCHECKED}`];
  return ['unreachable', code === '' ? 'the connection failed' : `the system says ${shown(code)}`, NETWORK];
}
