import type { SecretSettings } from '../selection.js';
import type { Draft } from './stamp.js';

/** Marks findings of secrets that the settings allow, by their fingerprint or by their format. */
export function allowSecrets(drafts: readonly Draft[], { allow }: SecretSettings): Draft[] {
  if (allow.length === 0) return [...drafts];
  return drafts.map(draft => {
    const { secret, suppressed } = draft;
    if (secret === undefined || suppressed !== undefined) return draft;
    const by = allow.includes(secret.fingerprint)
      ? 'its fingerprint'
      : secret.format !== undefined && allow.includes(secret.format)
        ? 'its format'
        : undefined;
    if (by === undefined) return draft;
    return { ...draft, suppressed: { by: undefined, reason: `allowed by ${by} in the settings`, until: undefined } };
  });
}
