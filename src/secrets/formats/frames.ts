/** Frames that hold a secret whoever made it. */
import { type Format, format } from '../format.js';

export const FRAMES: readonly Format[] = [
  format(
    'private-key',
    'private key',
    ['-----BEGIN '],
    /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----([\s\\A-Za-z0-9+/=:,.-]{40,8000})/y,
    { chosen: true },
  ),
  format(
    'url-password',
    'password in a URL',
    ['://'],
    /(?<=[A-Za-z][A-Za-z0-9+.-]):\/\/[^\s/:@'"<>$]{0,100}:([^\s/@'"<>${}]{3,200})@/y,
    { chosen: true },
  ),
];
