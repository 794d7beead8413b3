/** Why a connection to a daemon was not made, or ended before the answer began. */
import { ImageError } from '../../image/model.js';
import { shown } from '../../image/text.js';
import type { DaemonKind, Endpoint } from './address.js';
import { codeOf, whoIs } from './failures.js';

/** Who may ask, for advice. */
const ALLOWED: Readonly<Record<DaemonKind, string>> = {
  docker: 'root or as a member of the group docker, or use rootless Docker',
  podman: 'the user whose Podman it is',
};

/** Codes of errors, what they are to us, and what is said; `CODE` and `ALLOWED` are filled in. The first that fits counts. */
const CAUSES: readonly (readonly [codes: RegExp, code: ImageError['code'], text: string])[] = [
  [/^(?:EACCES|EPERM)$/, 'unauthorised', 'may not be asked: permission denied; run as ALLOWED'],
  [
    /^(?:UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    'timeout',
    'accepts no connection: check the address, and that nothing stands in between',
  ],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'unreachable', 'has a host name that is not known: check the address'],
  [
    /^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE)$/,
    'unreachable',
    'hung up without an answer: look into its log, or whether it speaks TLS and asks for a certificate',
  ],
  [/^ERR_OSSL_/, 'unsupported', 'has certificates that cannot be used (CODE): check ca.pem, cert.pem and key.pem'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'unreachable', 'shows a certificate of another name: use the name that is in it'],
  // An alert is what the other side says of us, and comes before what we say of it.
  [
    /^ERR_SSL_.*ALERT/,
    'unauthorised',
    'takes no connection without a certificate it knows (CODE): put cert.pem and key.pem into DOCKER_CERT_PATH',
  ],
  [
    /CERT|SIGNATURE|ISSUER/,
    'unreachable',
    'shows a certificate that is not trusted (CODE): put the authority that signed it into ca.pem, or name it with --ca-file',
  ],
  [/^(?:ERR_SSL|EPROTO)/, 'unreachable', 'does not speak TLS (CODE): write its address without TLS, or check the port'],
  // Some of what is no HTTP has a code of the parser's, the rest only its name.
  [
    /^(?:HPE_|HTTPParserError$|UND_ERR_(?:HEADERS|HTTP|RES|INFO))/,
    'unsupported',
    'does not speak HTTP: check that a container engine listens there',
  ],
];

/** A connection that could not be made, or ended before the answer began. */
export function unreached(error: unknown, endpoint: Endpoint): ImageError {
  const code = codeOf(error) || (error instanceof Error ? error.name : '');
  const [, kind, text] = CAUSES.find(([codes]) => codes.test(code)) ?? [
    undefined,
    'unreachable' as const,
    'cannot be asked (CODE): check the address',
  ];
  const filled = text.replace('CODE', shown(code)).replace('ALLOWED', ALLOWED[endpoint.kind]);
  return new ImageError(kind, `${whoIs(endpoint)} ${filled}.`);
}
