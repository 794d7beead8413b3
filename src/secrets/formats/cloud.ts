/** Secrets of clouds: Amazon, Google, Microsoft and others that rent machines. */
import { each, type Format, format, mixed } from '../format.js';
import { isUrlHash } from '../proofs/decoded.js';

/** What stands between a key's name and its value in settings, JSON and shells: group-free, bounded. */
const NAMED = '["\']{0,2}[ \\t]{0,9}(?:=>|:=|[:=])[ \\t]{0,9}["\']?';

export const CLOUD: readonly Format[] = [
  format('aws-access-key-id', 'AWS access key id', ['AKIA', 'ASIA'], /(A[KS]IA[A-Z2-7]{16})(?![A-Za-z0-9])/y),
  format(
    'aws-secret-access-key',
    'AWS secret access key',
    ['aws_secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'SecretAccessKey', 'secretAccessKey'],
    new RegExp(
      `(?:aws_secret_access_key|AWS_SECRET_ACCESS_KEY|[Ss]ecretAccessKey)${NAMED}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])`,
      'y',
    ),
    { proof: mixed },
  ),
  format('gcp-api-key', 'Google API key', ['AIza'], /(AIza[A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])/y),
  format('google-client-secret', 'Google client secret', ['GOCSPX-'], /(GOCSPX-[A-Za-z0-9_-]{28})(?![A-Za-z0-9_-])/y),
  format('google-access-token', 'Google access token', ['ya29.'], /(ya29\.[A-Za-z0-9_-]{30,400})/y, { proof: mixed }),
  format('google-refresh-token', 'Google refresh token', ['1//0'], /(1\/\/0[A-Za-z0-9_-]{60,200})/y, { proof: mixed }),
  format(
    'azure-account-key',
    'Azure account key',
    ['DefaultEndpointsProtocol=', 'AccountEndpoint='],
    /(?:DefaultEndpointsProtocol|AccountEndpoint)=[^\s"'<>]{4,200}?AccountKey=([A-Za-z0-9+/]{85}[AQgw]==)(?![A-Za-z0-9+/=])/y,
  ),
  format(
    'azure-shared-access-key',
    'Azure shared access key',
    ['SharedAccessKey='],
    /SharedAccessKey=([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)(?![A-Za-z0-9+/=])/y,
  ),
  format(
    'azure-shared-access-signature',
    'Azure shared access signature',
    ['&sig='],
    /&sig=([A-Za-z0-9%]{43,130}%3[Dd])(?![A-Za-z0-9%])/y,
    { seek: '&sig=', proof: isUrlHash },
  ),
  format(
    'azure-client-secret',
    'Azure client secret',
    ['7Q~', '8Q~'],
    /([A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{34})(?![A-Za-z0-9_~.-])/y,
    { back: 3, seek: 'Q~', proof: mixed },
  ),
  format(
    'azure-service-key',
    'Azure service key',
    ['JQQJ99'],
    /([A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{5}A[A-Za-z0-9]{20})(?![A-Za-z0-9])/y,
    { back: 52 },
  ),
  format(
    'digitalocean-token',
    'DigitalOcean token',
    each(['dop', 'doo', 'dor'], ['_v1_']),
    /(do[opr]_v1_[a-f0-9]{64})(?![A-Za-z0-9_-])/y,
  ),
  format('alibaba-access-key-id', 'Alibaba access key id', ['LTAI'], /(LTAI[A-Za-z0-9]{16,20})(?![A-Za-z0-9_+/-])/y, {
    proof: mixed,
  }),
  format('tencent-secret-id', 'Tencent secret id', ['AKID'], /(AKID[A-Za-z0-9]{32})(?![A-Za-z0-9_+/-])/y, {
    proof: mixed,
  }),
  format('yandex-api-key', 'Yandex API key', ['AQVN'], /(AQVN[A-Za-z0-9_-]{35,38})(?![A-Za-z0-9_+/-])/y, {
    proof: mixed,
  }),
  format(
    'heroku-key',
    'Heroku key',
    ['HRKU-'],
    /(HRKU-(?:AA[A-Za-z0-9_-]{58}|[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}))(?![A-Za-z0-9_-])/y,
  ),
  format('netlify-token', 'Netlify token', ['nfp_'], /(nfp_[A-Za-z0-9]{36})(?![A-Za-z0-9_-])/y),
  format(
    'vercel-token',
    'Vercel token',
    each(['vcp', 'vci', 'vca', 'vcr', 'vck'], ['_']),
    /(vc[piark]_[A-Za-z0-9]{50,70})(?![A-Za-z0-9_-])/y,
  ),
  format('fly-token', 'Fly.io token', ['fo1_'], /(fo1_[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/y),
  format(
    'fly-macaroon',
    'Fly.io token',
    ['fm2_lJPE'],
    /(fm2_lJPE[A-Za-z0-9]{7}[A-Za-z0-9+/]{90,800}={0,2})(?![A-Za-z0-9+/=])/y,
    {
      reach: 900,
    },
  ),
  format(
    'cloudflare-origin-ca-key',
    'Cloudflare Origin CA key',
    ['v1.0-'],
    /(v1\.0-[a-f0-9]{24}-[a-f0-9]{146})(?![A-Za-z0-9_-])/y,
  ),
  format('scalingo-token', 'Scalingo token', ['tk-us-'], /(tk-us-[A-Za-z0-9_-]{48})(?![A-Za-z0-9_-])/y, {
    proof: mixed,
  }),
  format('supabase-token', 'Supabase token', ['sbp_'], /(sbp_[a-f0-9]{40})(?![A-Za-z0-9_-])/y),
  format(
    'supabase-secret-key',
    'Supabase secret key',
    ['sb_secret_'],
    /(sb_secret_[A-Za-z0-9_-]{28,45})(?![A-Za-z0-9_-])/y,
  ),
  format('openshift-token', 'OpenShift token', ['sha256~'], /(sha256~[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/y, {
    proof: mixed,
  }),
  format(
    'docker-swarm-token',
    'Docker Swarm join token',
    ['SWMTKN-1-'],
    /(SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25})(?![A-Za-z0-9_-])/y,
  ),
];
