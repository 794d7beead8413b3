/** Secrets of what keeps secrets, knows people and joins networks. */
import { each, type Format, format, mixed } from '../format.js';
import { isBech32 } from '../proofs/bech32.js';
import { hasKeys, isSignedToken } from '../proofs/decoded.js';

export const IDENTITY: readonly Format[] = [
  format('vault-token', 'Vault token', ['hvs.', 'hvb.', 'hvr.'], /(hv[brs]\.[A-Za-z0-9_-]{24,300})/y, { proof: mixed }),
  format(
    'doppler-token',
    'Doppler token',
    each(['dp.'], ['pt.', 'ct.', 'st.', 'sa.', 'scim.', 'audit.']),
    /(dp\.(?:pt|ct|st|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44})(?![A-Za-z0-9_-])/y,
  ),
  format('age-secret-key', 'age key', ['AGE-SECRET-KEY-1'], /(AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58})(?![A-Za-z0-9])/y, {
    proof: isBech32,
  }),
  format(
    '1password-service-token',
    '1Password service account token',
    ['ops_eyJ'],
    /(ops_eyJ[A-Za-z0-9_-]{200,2000})(?![A-Za-z0-9_-])/y,
    { reach: 2200, proof: hasKeys(4, 'email', 'secretKey') },
  ),
  format(
    '1password-secret-key',
    '1Password secret key',
    ['A3-'],
    /(A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'tailscale-key',
    'Tailscale key',
    each(['tskey-'], ['auth-', 'api-', 'client-', 'scim-', 'webhook-']),
    /(tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{6,24}-[A-Za-z0-9]{20,48})(?![A-Za-z0-9_-])/y,
  ),
  format('netbird-token', 'NetBird token', ['nbp_'], /(nbp_[A-Za-z0-9]{36})(?![A-Za-z0-9_-])/y, { proof: mixed }),
  format('okta-token', 'Okta token', ['SSWS 00'], /SSWS (00[A-Za-z0-9_-]{40})(?![A-Za-z0-9_-])/y),
  format('jumpcloud-key', 'JumpCloud key', ['jca_'], /(jca_[A-Za-z0-9]{36})(?![A-Za-z0-9_-])/y, { proof: mixed }),
  format(
    'ory-token',
    'Ory token',
    each(['ory_'], ['pat_', 'st_']),
    /(ory_(?:pat|st)_[A-Za-z0-9]{32})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'cloudflare-tunnel-token',
    'Cloudflare tunnel token',
    ['eyJhIjoi'],
    /(eyJhIjoi[A-Za-z0-9+/]{100,400}={0,2})(?![A-Za-z0-9+/=])/y,
    { proof: hasKeys(0, 'a', 't', 's') },
  ),
  format(
    'json-web-token',
    'JSON Web Token',
    ['eyJ'],
    /(eyJ[A-Za-z0-9_-]{12,1000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{40,700})(?![A-Za-z0-9_-])/y,
    { reach: 5800, proof: isSignedToken },
  ),
];
