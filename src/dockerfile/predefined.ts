/** Variables that the builder sets in the global scope; a stage sees them after `ARG NAME`. */
export const PLATFORM_ARGUMENTS: ReadonlySet<string> = new Set([
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDARCH',
  'BUILDOSVERSION',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETARCH',
  'TARGETOSVERSION',
  'TARGETVARIANT',
  'TARGETSTAGE',
]);

/** Build arguments that RUN sees without ARG. */
const PROXIES = new Set([
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'FTP_PROXY',
  'ftp_proxy',
  'NO_PROXY',
  'no_proxy',
  'ALL_PROXY',
  'all_proxy',
]);

export function isPlatformArgument(name: string): boolean {
  return PLATFORM_ARGUMENTS.has(name);
}

export function isProxyArgument(name: string): boolean {
  return PROXIES.has(name);
}
