import type { SecretMark } from '../../../src/rule.js';

/** A private key that was found, as little of it as is needed. */
export interface PrivateKey {
  /** "RSA private key". */
  readonly kind: string;
  /** A passphrase guards it. */
  readonly encrypted: boolean;
  /** It begins as a key does, but does not prove to be one. */
  readonly damaged?: true;
  /** 1-based; absent where there are no lines. */
  readonly line?: number;
  /** Names it. */
  readonly secret: SecretMark;
}

/** What a reader of one format tells: not where it stands. */
export interface KeyForm {
  readonly kind: string;
  readonly encrypted: boolean;
  readonly damaged?: true;
}

/** A form in two words. */
export const form = (kind: string, encrypted = false): KeyForm => ({ kind, encrypted });
