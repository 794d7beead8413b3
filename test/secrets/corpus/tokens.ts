/**
 * Makes tokens as their issuers do, with the checksums that they carry. Nothing here is a token: prefixes and bodies are put
 * together when the corpus is made.
 */
import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ALNUM, BASE64URL, DIGITS, HEX, LOWER, type Random, UPPER } from './random.js';

export interface TokenMaker {
  readonly what: string;
  make(random: Random): string;
}

const BASE62 = DIGITS + UPPER + LOWER;

/** The CRC-32 of a text in six letters of base 62, as GitHub and npm end their tokens. */
export function checksum62(text: string): string {
  let rest = crc32(text);
  let out = '';
  for (let i = 0; i < 6; i++) {
    out = BASE62[rest % 62] + out;
    rest = Math.floor(rest / 62);
  }
  return out;
}

const maker = (what: string, make: (random: Random) => string): TokenMaker => ({ what, make });
/** A prefix and letters. */
const plain = (what: string, prefix: string, alphabet: string, length: number): TokenMaker =>
  maker(what, random => prefix + random.text(alphabet, length));
const checked = (what: string, prefix: string): TokenMaker =>
  maker(what, random => {
    const body = random.text(ALNUM, 30);
    return prefix + body + checksum62(body);
  });

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JSON Web Token that is signed. */
export function jwt(random: Random): string {
  const claims = { sub: random.text(DIGITS, 10), iss: 'https://login.acme.io', iat: 1_700_000_000, role: 'admin' };
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${head}.${createHmac('sha256', random.bytes(32)).update(head).digest('base64url')}`;
}

const CLOUD: readonly TokenMaker[] = [
  plain('AWS access key id', 'AK' + 'IA', `${UPPER}234567`, 16),
  plain('AWS temporary key id', 'AS' + 'IA', `${UPPER}234567`, 16),
  plain('Google API key', 'AI' + 'za', ALNUM, 35),
  plain('Google OAuth secret', 'GOCSPX' + '-', ALNUM, 28),
  plain('DigitalOcean token', 'dop' + '_v1_', HEX, 64),
  plain('Alibaba key id', 'LT' + 'AI', ALNUM, 20),
  plain('Databricks token', 'da' + 'pi', HEX, 32),
  plain('Supabase token', 'sbp' + '_', HEX, 40),
  plain('PlanetScale token', 'pscale' + '_tkn_', BASE64URL, 43),
  plain('Doppler token', 'dp' + '.pt.', ALNUM, 43),
  plain('Pulumi token', 'pul' + '-', HEX, 40),
  plain('Vault token', 'hv' + 's.', BASE64URL, 95),
  maker('Terraform Cloud token', r => `${r.text(ALNUM, 14)}.atlas${'v1'}.${r.text(ALNUM, 67)}`),
  maker('Tailscale key', r => `ts${'key'}-auth-k${r.text(ALNUM, 11)}CNTRL-${r.text(ALNUM, 32)}`),
  maker(
    'Azure storage key',
    r =>
      `DefaultEndpointsProtocol=https;AccountName=acme${r.text(DIGITS, 4)};Account${'Key'}=${r.base64(64)};EndpointSuffix=core.windows.net`,
  ),
  maker('Cloudflare origin key', r => `v1${'.0'}-${r.hex(24)}-${r.hex(146)}`),
];

const CODE: readonly TokenMaker[] = [
  ...['p', 'o', 's', 'u', 'r'].map(kind => checked('GitHub token', `gh${kind}_`)),
  maker('GitHub fine-grained token', r => `github${'_pat_'}${r.text(ALNUM, 22)}_${r.text(ALNUM, 59)}`),
  plain('GitLab token', 'gl' + 'pat-', ALNUM, 20),
  plain('GitLab deploy token', 'gl' + 'dt-', ALNUM, 20),
  checked('npm token', 'np' + 'm_'),
  maker('PyPI token', r => `py${'pi'}-AgEIcHlwaS5vcmc${r.text(BASE64URL, 150)}`),
  plain('RubyGems key', 'ruby' + 'gems_', HEX, 48),
  plain('crates.io token', 'ci' + 'o', ALNUM, 32),
  plain('NuGet key', 'oy' + '2', `${LOWER}234567`, 43),
  plain('Docker Hub token', 'dckr' + '_pat_', BASE64URL, 27),
  plain('SonarQube token', 'sq' + 'p_', HEX, 40),
  plain('Buildkite token', 'bk' + 'ua_', HEX, 40),
  plain('Artifactory key', 'AK' + 'Cp', ALNUM, 69),
  plain('Postman key', 'PM' + 'AK-', HEX, 24),
  plain('Linear key', 'lin' + '_api_', ALNUM, 40),
  plain('Figma token', 'fi' + 'gd_', BASE64URL, 40),
];

const SERVICES: readonly TokenMaker[] = [
  maker('Slack bot token', r => `xo${'xb'}-${r.text(DIGITS, 12)}-${r.text(DIGITS, 13)}-${r.text(ALNUM, 24)}`),
  maker(
    'Slack webhook',
    r => `https://hooks.${'slack'}.com/services/T${r.text(UPPER, 10)}/B${r.text(UPPER, 10)}/${r.text(ALNUM, 24)}`,
  ),
  plain('Stripe key', 'sk' + '_live_', ALNUM, 99),
  plain('Stripe restricted key', 'rk' + '_live_', ALNUM, 24),
  plain('Stripe webhook secret', 'wh' + 'sec_', ALNUM, 32),
  maker('SendGrid key', r => `S${'G'}.${r.text(BASE64URL, 21)}a.${r.text(BASE64URL, 42)}b`),
  maker('Brevo key', r => `xkey${'sib'}-${r.hex(64)}-${r.text(ALNUM, 16)}`),
  maker('Mailchimp key', r => `${r.hex(32)}-${'us'}${1 + r.below(20)}`),
  plain('Shopify token', 'shp' + 'at_', HEX, 32),
  plain('Square token', 'sq0' + 'atp-', ALNUM, 22),
  plain('New Relic key', 'NR' + 'AK-', UPPER + DIGITS, 27),
  maker('Telegram token', r => `${1 + r.below(9)}${r.text(DIGITS, 9)}:A${'A'}${r.text(ALNUM, 33)}`),
  maker(
    'Discord webhook',
    r => `https://discord.com/api/${'webhooks'}/1${r.text(DIGITS, 17)}/${r.text(BASE64URL, 67)}x`,
  ),
  maker('Grafana token', r => {
    const body = r.text(ALNUM, 32);
    const start = `gl${'sa'}_${body}`;
    return `${start}_${crc32(start).toString(16).padStart(8, '0')}`;
  }),
  maker('Notion token', r => `nt${'n'}_${r.text(DIGITS, 11)}${r.text(ALNUM, 35)}`),
  maker('Airtable token', r => `pa${'t'}${r.text(ALNUM, 14)}.${r.hex(64)}`),
  plain('Adafruit key', 'ai' + 'o_', ALNUM, 28),
  plain('EasyPost key', 'EZ' + 'AK', ALNUM, 54),
  plain('OpenAI key', 'sk' + '-', ALNUM, 20),
  plain('Hugging Face token', 'h' + 'f_', UPPER + LOWER, 34),
  plain('Groq key', 'gs' + 'k_', ALNUM, 52),
  plain('Replicate token', 'r' + '8_', ALNUM, 37),
  plain('Perplexity key', 'pp' + 'lx-', ALNUM, 48),
  plain('xAI key', 'xa' + 'i-', ALNUM, 80),
  maker('Anthropic key', r => `sk${'-ant'}-api03-${r.text(BASE64URL, 93)}AA`),
  maker('JSON Web Token', jwt),
];

const withBody = (one: TokenMaker): TokenMaker =>
  one.what === 'OpenAI key'
    ? maker(one.what, r => `sk${'-proj'}-${r.text(ALNUM, 74)}T3Blbk${'FJ'}${r.text(ALNUM, 74)}`)
    : one.what === 'Postman key'
      ? maker(one.what, r => `${one.make(r)}-${r.hex(34)}`)
      : one;

/** URLs with a password in them. */
const URLS: readonly TokenMaker[] = ['postgres', 'mysql', 'mongodb+srv', 'redis', 'amqps', 'https'].map(scheme =>
  maker(
    'password in a URL',
    r => `${scheme}://app${r.below(100)}:${r.text(ALNUM, 14)}@db${r.below(100)}.acme-prod.net/main`,
  ),
);

/** Makers of one token each. */
export const TOKENS: readonly TokenMaker[] = [...CLOUD, ...CODE, ...SERVICES, ...URLS].map(withBody);
