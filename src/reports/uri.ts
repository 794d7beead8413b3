import { wellFormed } from './stringify.js';

/**
 * A path as a URI reference (RFC 3986), percent-encoded: relative paths stay relative and never look as if they had a
 * scheme, absolute ones (also `C:\…`) become `file:` URIs.
 */
export function uriOf(path: string): string {
  const drive = /^[A-Za-z]:[\\/]/.test(path);
  const plain = drive ? `/${path.replaceAll('\\', '/')}` : path.replace(/^(?:\.\/+)+/, '');
  const encoded = wellFormed(plain).split('/').map(encodeURIComponent).join('/');
  if (drive) return `file://${encoded.replace('%3A', ':')}`;
  return plain.startsWith('/') ? `file://${encoded.replace(/^\/+/, '/')}` : encoded;
}
