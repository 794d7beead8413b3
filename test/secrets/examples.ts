/**
 * Examples of every format, put together when the tests run: no file holds a text that has the form of a token. The first
 * list of an entry are texts with the secret in `«»`, the second texts that come close and hold none.
 */
import {
  age,
  alnum,
  base32,
  base64,
  digits,
  github,
  hex,
  json,
  jsonUrl,
  jwt,
  letters,
  lower,
  upper,
  uuid,
} from './make.js';

type Examples = readonly [found: readonly string[], passed: readonly string[]];

const is = (secret: string): string => `«${secret}»`;
/** One token of a prefix and a body; much too short or hidden it is none. */
function plain(prefix: string, body: string, ...passed: readonly string[]): Examples {
  return [[is(prefix + body)], [prefix + body.slice(0, 6), prefix + body.replace(/[^-._~]/g, 'x'), ...passed]];
}
const both = (...examples: readonly Examples[]): Examples => [
  examples.flatMap(([found]) => found),
  examples.flatMap(([, passed]) => passed),
];
const account = (key: string): string =>
  ['DefaultEndpointsProtocol=https', 'AccountName=acme', `AccountKey=${key}`, 'EndpointSuffix=core.windows.net'].join(
    ';',
  );
const emulator = ['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IF', 'suFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='].join(
  '',
);
const urlHash = (): string => encodeURIComponent(base64(32));

export const EXAMPLES: Readonly<Record<string, Examples>> = {
  'aws-access-key-id': both(
    plain('AKIA', base32(16), `AKIA${base32(15)}1`, 'AKIAIOSFODNN7EXAMPLE', `AKIA${base32(20)}`),
    plain('ASIA', base32(16)),
  ),
  'aws-secret-access-key': [
    [
      `aws_secret_access_key = ${is(`${alnum(39)}/`)}`,
      `AWS_SECRET_ACCESS_KEY=${is(alnum(40))}`,
      `"SecretAccessKey": "${is(`${alnum(20)}+${alnum(19)}`)}"`,
    ],
    [
      `aws_secret_access_key = ${alnum(39)}`,
      `AWS_SECRET_ACCESS_KEY=${hex(40)}`,
      `aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`,
      alnum(40),
    ],
  ],
  'gcp-api-key': plain('AIza', alnum(35), `AIza${alnum(36)}`),
  'google-client-secret': plain('GOCSPX-', alnum(28), `GOCSPX-${alnum(30)}`),
  'google-access-token': plain('ya29.', alnum(80), `ya29.${lower(40)}`),
  'google-refresh-token': plain('1//0', alnum(96), `1//0${lower(70)}`),
  'azure-account-key': [
    [account(is(base64(64))), `AccountEndpoint=https://a.documents.azure.com:443/;AccountKey=${is(base64(64))}`],
    [account(emulator), account(base64(32)), account('${KEY}')],
  ],
  'azure-shared-access-key': [
    [`Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=${is(base64(32))}`],
    [`SharedAccessKey=${base64(16)}`, `SharedAccessKeyName=${alnum(43)}=`],
  ],
  'azure-shared-access-signature': [
    [`https://a.blob.core.windows.net/c/f?sv=2022-11-02&sr=b&sig=${is(urlHash())}&se=2030-01-01`],
    [`https://a.example/?v=1&sig=${alnum(43)}`, `&sig=${alnum(42)}%ZZ%3D`, `&sig=${alnum(80)}%3D`],
  ],
  'azure-client-secret': [
    [`secret: ${is(`${alnum(3)}8Q~${alnum(34)}`)}`],
    [`${alnum(3)}8Q~${alnum(30)}`, `${alnum(3)}8Q~${alnum(38)}`, `${lower(6)}8Q~${lower(34)}`],
  ],
  'azure-service-key': [
    [is(`${alnum(52)}JQQJ99${alnum(5)}A${alnum(20)}`)],
    [`${alnum(50)}JQQJ99${alnum(28)}`, `${alnum(52)}JQQJ99${alnum(20)}`],
  ],
  'digitalocean-token': both(
    plain('dop_v1_', hex(64), `dop_v1_${hex(63)}`, `dop_v1_${alnum(64)}`),
    plain('doo_v1_', hex(64)),
    plain('dor_v1_', hex(64)),
  ),
  'alibaba-access-key-id': plain('LTAI', alnum(20), `LTAI${alnum(30)}`),
  'tencent-secret-id': plain('AKID', alnum(32), `AKID${alnum(33)}`),
  'yandex-api-key': plain('AQVN', alnum(36), `AQVN${alnum(50)}`),
  'heroku-key': both(plain('HRKU-AA', alnum(58)), plain('HRKU-', uuid(), `HRKU-${hex(32)}`)),
  'netlify-token': plain('nfp_', alnum(36), `nfp_${alnum(37)}`),
  'vercel-token': plain('vcp_', alnum(56), `vcx_${alnum(56)}`),
  'fly-token': plain('fo1_', alnum(43), `fo1_${alnum(44)}`),
  'fly-macaroon': [[`FlyV1 ${is(`fm2_lJPE${alnum(7)}${base64(120)}`)}`], [`fm2_lJPE${alnum(40)}`, 'fm2_lJPE']],
  'cloudflare-origin-ca-key': plain('v1.0-', `${hex(24)}-${hex(146)}`, `v1.0-${hex(24)}-${hex(40)}`),
  'scalingo-token': plain('tk-us-', alnum(48), `tk-us-${lower(48)}`),
  'supabase-token': plain('sbp_', hex(40), `sbp_${alnum(40)}`),
  'supabase-secret-key': plain('sb_secret_', `${alnum(22)}_${alnum(8)}`, `sb_publishable_${alnum(31)}`),
  'openshift-token': plain('sha256~', alnum(43), `sha256:${hex(64)}`),
  'docker-swarm-token': plain('SWMTKN-1-', `${lower(50)}-${lower(25)}`, `SWMTKN-1-${lower(50)}`),
  'github-token': both(
    ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map(prefix => plain(prefix, github(prefix).slice(4))),
    [
      [is(`ghs_${alnum(120)}`), `\\n${is(github('ghp_'))}\\n`, `?t%3D${is(github('gho_'))}&`],
      [`ghp_${alnum(36)}`, `xghp_${github('').slice(4)}`, `ghx_${alnum(36)}`],
    ],
  ),
  'github-fine-grained-token': plain('github_pat_', `${alnum(22)}_${alnum(59)}`, `github_pat_${alnum(10)}`),
  'gitlab-access-token': both(plain('glpat-', alnum(20)), [
    [is(`glpat-${alnum(45)}.01.${lower(9)}`)],
    ['glpat-token-of-mine', 'glpat-xxxxxxxxxxxxxxxxxxxx'],
  ]),
  'gitlab-deploy-token': plain('gldt-', alnum(20)),
  'gitlab-runner-token': both(plain('glrt-', alnum(20)), plain('GR1348941', alnum(20)), plain('glrtr-', alnum(20))),
  'gitlab-job-token': plain('glcbt-', `64_${alnum(20)}`),
  'gitlab-trigger-token': plain('glptt-', hex(40)),
  'gitlab-feed-token': plain('glft-', alnum(20)),
  'gitlab-scim-token': plain('glsoat-', alnum(20)),
  'gitlab-mail-token': plain('glimt-', alnum(25)),
  'gitlab-agent-token': plain('glagent-', alnum(50)),
  'gitlab-application-secret': plain('gloas-', hex(64)),
  'gitlab-feature-flags-token': plain('glffct-', alnum(20)),
  'bitbucket-app-password': plain('ATBB', `${alnum(24)}${hex(8).toUpperCase()}`, `ATBB${alnum(40)}`),
  'bitbucket-access-token': plain('ATCTT3', `${alnum(160)}=${hex(8).toUpperCase()}`, `ATCTT3${alnum(160)}`),
  'atlassian-token': plain('ATATT3', `${alnum(176)}=${hex(8).toUpperCase()}`, `ATATT3${alnum(176)}`),
  'trello-token': plain('ATTA', `${hex(64)}${hex(8).toUpperCase()}`, `ATTA${hex(64)}`),
  'azure-devops-token': [
    [is(`${alnum(76)}AZDO${alnum(4)}`)],
    [`${alnum(75)}AZDO${alnum(4)}`, `${alnum(76)}AZDO${alnum(40)}`],
  ],
  'sourcegraph-token': both(plain('sgp_', hex(40), `sgp_${alnum(40)}`), plain('sgp_', `${hex(16)}_${hex(40)}`), [
    [is(`sgp_local_${hex(40)}`)],
    [],
  ]),
  'circleci-token': both(
    plain('CCIPAT_', `${alnum(22)}_${hex(40)}`),
    plain('CCIPRJ_', `${alnum(22)}_${hex(40)}`, `CCIPRJ_${alnum(22)}`),
  ),
  'buildkite-token': plain('bkua_', hex(40), `bkua_${hex(41)}`),
  'sonar-token': both(...['sqa_', 'sqp_', 'squ_'].map(prefix => plain(prefix, hex(40), `${prefix}${alnum(40)}`))),
  'terraform-cloud-token': plain(
    `${alnum(14)}.atlasv1.`,
    alnum(67),
    `${alnum(10)}.atlasv1.${alnum(67)}`,
    `${alnum(14)}.atlasv2.${alnum(67)}`,
  ),
  'pulumi-token': plain('pul-', hex(40), `pul-${alnum(40)}`),
  'harness-token': plain('pat.', `${alnum(22)}.${hex(24)}.${alnum(20)}`, `pat.${alnum(22)}.${alnum(24)}`),
  'octopus-deploy-key': plain('API-', upper(26), `API-${lower(26)}`, `API-${letters(26).toUpperCase()}`),
  'prefect-key': both(plain('pnu_', alnum(36)), plain('pnb_', alnum(36), `pnb_${alnum(37)}`)),
  'sentry-organization-token': [
    [
      is(
        `sntrys_${json({ iat: 1_700_000_000.5, url: 'https://sentry.io', region_url: 'https://us.sentry.io', org: 'acme' })}_${alnum(43)}`,
      ),
    ],
    [
      `sntrys_${json({ iat: 1_700_000_000, url: 'https://sentry.io' })}AAAAAAAAAAAAAAAAAAA_${alnum(43)}`,
      `sntrys_${json({ iat: 1_700_000_000, a: alnum(60) })}_${alnum(43)}`,
    ],
  ],
  'sentry-user-token': plain('sntryu_', hex(64), `sntryu_${alnum(64)}`),
  'postman-key': plain('PMAK-', `${hex(24)}-${hex(34)}`, `PMAK-${hex(24)}`),
  'readme-key': plain('rdme_', lower(70), `rdme_${alnum(70)}`),
  'zuplo-key': plain('zpka_', `${hex(32)}_${hex(8)}`, `zpka_${hex(32)}`),
  'wakatime-key': plain('waka_', uuid(), `waka_${hex(32)}`),
  'checkly-key': plain('cu_', hex(32), `cu_${alnum(32)}`),
  'apify-token': plain('apify_api_', alnum(36), `apify_api_${lower(36)}`),
  'npm-token': plain('npm_', alnum(36), `npm_${alnum(37)}`, 'npm_config_registry_of_the_company_x1'),
  'npm-registry-token': [
    [`//registry.npmjs.org/:_authToken=${is('ab.cd/ef+gh=ij.kl/mn+op')}`, `//r.acme.io/:_authToken = "${is(uuid())}"`],
    [
      '//registry.npmjs.org/:_authToken=${NPM_TOKEN}',
      '//registry.npmjs.org/:_authToken=short',
      'x_authToken_=y',
      '//r/:_authToken=xxxxxxxxxxxxxxxxxxxx',
    ],
  ],
  'pypi-token': plain('pypi-AgEIcHlwaS5vcmc', `CJD${alnum(130)}`),
  'testpypi-token': plain('pypi-AgENdGVzdC5weXBpLm9yZw', `IkD${alnum(130)}`),
  'rubygems-key': plain('rubygems_', hex(48), `rubygems_${alnum(48)}`),
  'crates-io-token': plain('cio', alnum(32), `cio${lower(32)}`, `cio${alnum(33)}`),
  'nuget-key': plain('oy2', lower(43), `oy2${letters(43).toLowerCase()}`, `oy2${lower(44)}`),
  'clojars-token': plain('CLOJARS_', lower(60), `CLOJARS_${alnum(60)}`),
  'artifactory-key': plain('AKCp', alnum(69), `AKCp${alnum(70)}`),
  'artifactory-reference-token': plain('cmVmdGtuO', alnum(55), `cmVmdGtuO${alnum(56)}`),
  'docker-hub-token': both(plain('dckr_pat_', alnum(27)), plain('dckr_oat_', alnum(32))),
  'stripe-key': both(
    plain('sk_live_', alnum(99)),
    plain('rk_live_', alnum(24), `pk_live_${alnum(24)}`, `sk_test_${alnum(24)}`),
  ),
  'stripe-webhook-secret': plain('whsec_', alnum(32), `whsec_${alnum(33)}`),
  'square-access-token': plain('sq0atp-', alnum(22), `sq0idp-${alnum(22)}`),
  'square-application-secret': plain('sq0csp-', alnum(43), `sq0csp-${alnum(44)}`),
  'braintree-access-token': [
    [`access_token$production$${lower(16)}$${is(hex(32))}`],
    [`access_token$sandbox$${lower(16)}$${hex(32)}`, `access_token$production$${lower(16)}`],
  ],
  'shopify-token': both(
    ...['shpat_', 'shpca_', 'shppa_', 'shpss_'].map(prefix => plain(prefix, hex(32), `${prefix}${alnum(32)}`)),
  ),
  'flutterwave-key': [[is(`FLWSECK-${hex(32)}-X`)], [`FLWSECK_TEST-${hex(32)}-X`, `FLWSECK-${hex(32)}`]],
  'plaid-access-token': plain('access-production-', uuid(), `access-sandbox-${uuid()}`),
  'easypost-key': plain('EZAK', alnum(54), `EZTK${alnum(54)}`),
  'duffel-token': plain('duffel_live_', alnum(43), `duffel_test_${alnum(43)}`),
  'shippo-token': plain('shippo_live_', hex(40), `shippo_test_${hex(40)}`),
  'paddle-key': plain(
    'pdl_live_apikey_',
    `${lower(26)}_${alnum(22)}_${alnum(3)}`,
    `pdl_sdbx_apikey_${lower(26)}_${alnum(22)}_${alnum(3)}`,
  ),
  'slack-token': both(
    ...['xoxb-', 'xoxp-', 'xoxa-2-', 'xoxr-', 'xoxs-', 'xoxc-', 'xoxo-'].map(prefix =>
      plain(prefix, `${digits(12)}-${digits(13)}-${alnum(24)}`),
    ),
    [[], ['xoxb-your-bot-token-goes-here', 'xoxb-1234567890']],
  ),
  'slack-configuration-token': both(plain('xoxe.xoxp-1-', alnum(150)), plain('xoxe-1-', alnum(147), 'xoxe-1-abc')),
  'slack-app-token': plain('xapp-1-', `${upper(11)}-${digits(13)}-${hex(64)}`, `xapp-1-${upper(11)}-${digits(13)}`),
  'slack-webhook': [
    [is(`https://hooks.slack.com/services/T${upper(8)}/B${upper(10)}/${alnum(24)}`)],
    [
      'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
      'https://hooks.slack.com/services/',
    ],
  ],
  'discord-bot-token': [
    [
      is(`${Buffer.from(digits(18)).toString('base64')}.${alnum(6)}.${alnum(27)}`),
      is(`${Buffer.from(`9${digits(18)}`).toString('base64url')}.${alnum(6)}.${alnum(38)}`),
    ],
    [`MTA${alnum(21)}.${alnum(6)}.${alnum(27)}`, `${Buffer.from(digits(18)).toString('base64')}.${alnum(6)}`],
  ],
  'discord-webhook': [
    [
      `https://discord.com/api/webhooks/${is(`${digits(18)}/${alnum(68)}`)}`,
      `https://canary.discordapp.com/api/webhooks/${is(`${digits(19)}/${alnum(68)}`)}`,
    ],
    [`https://acme.io/api/webhooks/${digits(18)}/${alnum(68)}`, `https://discord.com/api/webhooks/${digits(18)}`],
  ],
  'teams-webhook': [
    [`https://acme.webhook.office.com/webhookb2/${uuid()}@${uuid()}/IncomingWebhook/${is(`${hex(32)}/${uuid()}`)}`],
    [`https://acme.webhook.office.com/webhookb2/${uuid()}@${uuid()}/IncomingWebhook/${hex(32)}`],
  ],
  'telegram-bot-token': [
    [`${digits(10)}:${is(`AA${alnum(33)}`)}`, `https://api.telegram.org/bot${digits(9)}:${is(`AA${alnum(33)}`)}/getMe`],
    [
      `${digits(10)}:AA${alnum(34)}`,
      `${digits(5)}:AA${alnum(33)}`,
      `${digits(10)}:AB${alnum(33)}`,
      `x${digits(10)}:AA${alnum(33)}`,
    ],
  ],
  'twilio-key': plain('SK', hex(32), `SK${hex(33)}`, `SK${hex(32).toUpperCase()}`),
  'sendgrid-key': plain('SG.', `${alnum(22)}.${alnum(43)}`, `SG.${alnum(22)}.${alnum(44)}`),
  'mailgun-key': [
    [`MAILGUN_API_KEY=${is(`key-${hex(32)}`)}`, `mailgun_api_key: "${is(`${hex(32)}-${hex(8)}-${hex(8)}`)}"`],
    [`cache_key=key-${hex(32)}`, `MAILGUN_API_KEY=${hex(32)}`],
  ],
  'mailchimp-key': [[is(`${hex(32)}-us12`)], [`${hex(31)}-us12`, `${hex(32)}-use1`, `${hex(32)}-usr`]],
  'brevo-key': both(
    plain('xkeysib-', `${hex(64)}-${alnum(16)}`),
    plain('xsmtpsib-', `${hex(64)}-${alnum(16)}`, `xsmtpsib-${hex(64)}`),
  ),
  'resend-key': plain(
    're_',
    `${alnum(8)}_${alnum(24)}`,
    're_compiled_patterns_of_all_the_rules',
    `re_${lower(8)}_${lower(24)}`,
  ),
  'new-relic-key': plain('NRAK-', upper(27), `NRAK-${lower(27)}`),
  'new-relic-insights-key': plain('NRII-', alnum(32), `NRII-${alnum(33)}`),
  'new-relic-license-key': [[is(`${hex(32)}FFFFNRAL`)], [`${hex(31)}FFFFNRAL`, `${hex(32)}FFFFNRALS`]],
  'grafana-service-account-token': plain('glsa_', `${alnum(32)}_${hex(8)}`, `glsa_${alnum(32)}`),
  'grafana-cloud-token': [
    [is(`glc_${json({ o: '54321', n: 'push-to-stack', k: alnum(24), m: { r: 'eu' } })}`)],
    [`glc_${json({ o: '54321', n: alnum(60) })}`],
  ],
  'grafana-api-key': [[is(json({ k: alnum(32), n: 'dashboards', id: 1 }))], [json({ k: alnum(32), x: alnum(20) })]],
  'datadog-key': [
    [`DATADOG_API_KEY=${is(hex(32))}`, `"datadog_app_key": "${is(hex(40))}"`],
    [`DATADOG_API_KEY=${hex(31)}`, `DATADOG_API_KEY=\${KEY}`, `DATADOG_API_KEY=${'0'.repeat(32)}`],
  ],
  'dynatrace-token': both(
    ...['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s16.'].map(prefix =>
      plain(prefix, `${upper(24)}.${upper(64)}`, `${prefix}${upper(24)}`),
    ),
  ),
  'honeycomb-key': both(plain('hcaik_', alnum(58)), plain('hcamk_', alnum(58), `hcamk_${alnum(59)}`)),
  'axiom-token': both(plain('xaat-', uuid()), plain('xapt-', uuid(), `xapt-${hex(36)}`)),
  'posthog-key': plain('phx_', alnum(43), `phc_${alnum(43)}`),
  'openai-key': [
    [is(`sk-${alnum(20)}T3BlbkFJ${alnum(20)}`), is(`sk-proj-${alnum(74)}T3BlbkFJ${alnum(74)}`)],
    [`sk-${alnum(48)}`, `sk-${alnum(5)}T3BlbkFJ${alnum(20)}`],
  ],
  'anthropic-key': plain('sk-ant-api03-', `${alnum(93)}AA`),
  'openrouter-key': plain('sk-or-v1-', hex(64), `sk-or-v1-${hex(63)}`),
  'langfuse-key': plain('sk-lf-', uuid(), `pk-lf-${uuid()}`),
  'groq-key': plain('gsk_', alnum(52), `gsk_${alnum(53)}`),
  'replicate-token': plain('r8_', alnum(37), `r8_${lower(37)}`),
  'perplexity-key': plain('pplx-', alnum(48), `pplx-${alnum(20)}`),
  'xai-key': plain('xai-', alnum(80), `xai-${alnum(81)}`),
  'hugging-face-token': plain('hf_', letters(34), `hf_${letters(33)}1`, `hf_${letters(35)}`),
  'hugging-face-organization-token': plain('api_org_', letters(34), `api_org_${letters(35)}`),
  'langsmith-key': both(
    plain('lsv2_pt_', `${hex(32)}_${hex(10)}`),
    plain('lsv2_sk_', `${hex(32)}_${hex(10)}`, `lsv2_sk_${hex(32)}`),
  ),
  'nvidia-key': plain('nvapi-', alnum(64), `nvapi-${lower(64)}`),
  'pinecone-key': plain('pcsk_', `${alnum(5)}_${alnum(63)}`, `pcsk_${alnum(63)}`),
  'cerebras-key': plain('csk-', lower(48), `csk-${letters(48).toLowerCase()}`),
  'elevenlabs-key': plain('sk_', hex(48), `sk_${alnum(48)}`),
  'tavily-key': both(plain('tvly-', alnum(32)), plain('tvly-dev-', alnum(32), `tvly-dev-${lower(32)}`)),
  'e2b-key': plain('e2b_', hex(40), `e2b_${alnum(40)}`),
  'jina-key': plain('jina_', `${hex(32)}${alnum(28)}`, `jina_${hex(32)}`),
  'planetscale-secret': both(...['tkn_', 'pw_', 'oauth_'].map(kind => plain(`pscale_${kind}`, alnum(43)))),
  'databricks-token': both(plain('dapi', hex(32), `dapi${hex(33)}`), [[is(`dapi${hex(32)}-2`)], []]),
  'neon-key': plain('napi_', lower(64), `napi_${alnum(64)}`),
  'aiven-password': plain('AVNS_', alnum(19), `AVNS_${alnum(20)}`),
  'airtable-token': plain(
    'pat',
    `${alnum(14)}.${hex(64)}`,
    `pat${alnum(14)}.${hex(63)}`,
    'patternProperties.additionalProperties',
  ),
  'contentful-token': plain('CFPAT-', alnum(43), `CFPAT-${alnum(44)}`),
  'mapbox-secret-token': [
    [is(`sk.${jsonUrl({ u: 'acme', a: alnum(25) })}.${alnum(22)}`)],
    [`pk.${jsonUrl({ u: 'acme', a: alnum(25) })}.${alnum(22)}`, `sk.${jsonUrl({ u: 'acme' })}`],
  ],
  'maxmind-license-key': [
    [is(`${alnum(6)}_${alnum(29)}_mmk`)],
    [`${alnum(6)}_${alnum(28)}_mmk`, `${alnum(6)}_${alnum(29)}_mmkx`],
  ],
  'adafruit-io-key': plain('aio_', alnum(28), `aio_${lower(28)}`),
  'ubidots-token': plain('BBFF-', alnum(30), `BBFF-${alnum(31)}`),
  'vault-token': both(...['hvs.', 'hvb.', 'hvr.'].map(prefix => plain(prefix, alnum(91), `${prefix}${lower(40)}`))),
  'doppler-token': both(...['pt', 'ct', 'st', 'sa', 'scim', 'audit'].map(kind => plain(`dp.${kind}.`, alnum(43))), [
    [is(`dp.st.prd_eu.${alnum(40)}`), `x-${is(`dp.st.dev.${alnum(40)}`)}`],
    [`dp.xx.${alnum(43)}`],
  ]),
  'age-secret-key': [[is(age())], [`AGE-SECRET-KEY-1${'QPZRY9X8'.repeat(7)}QQ`, age().slice(0, 60)]],
  '1password-service-token': [
    [
      is(
        `ops_${jsonUrl({ signInAddress: 'acme.1password.com', email: 'a@b.c', secretKey: alnum(40), muk: { k: alnum(80) } })}`,
      ),
    ],
    [`ops_${jsonUrl({ email: 'a@b.c', other: alnum(220) })}`],
  ],
  '1password-secret-key': plain(
    'A3-',
    [6, 11, 5, 5, 5].map(length => base32(length)).join('-'),
    `A3-${base32(6)}-${base32(11)}`,
  ),
  'tailscale-key': both(
    ...['auth', 'api', 'client', 'scim', 'webhook'].map(kind =>
      plain(`tskey-${kind}-`, `${alnum(12)}CNTRL-${alnum(32)}`),
    ),
  ),
  'netbird-token': plain('nbp_', alnum(36), `nbp_${alnum(37)}`),
  'okta-token': [
    [`Authorization: SSWS ${is(`00${alnum(40)}`)}`],
    [`SSWS 00${alnum(39)}`, `SSWS ${'${TOKEN}'}`, `SSWS 00${'x'.repeat(40)}`],
  ],
  'jumpcloud-key': plain('jca_', alnum(36), `jca_${lower(36)}`),
  'ory-token': both(plain('ory_pat_', alnum(32)), plain('ory_st_', alnum(32), `ory_st_${alnum(33)}`)),
  'cloudflare-tunnel-token': [
    [is(json({ a: hex(32), t: uuid(), s: base64(32) }))],
    [json({ a: hex(32), t: uuid(), x: base64(32) })],
  ],
  'json-web-token': [
    [
      is(jwt({ iss: 'acme', sub: 'deploy', exp: 1_999_999_999 })),
      `Bearer ${is(jwt({ role: 'service_role' }, { alg: 'EdDSA' }))}`,
    ],
    [
      jwt({ role: 'anon', iss: 'supabase' }),
      jwt({ sub: '1234567890', name: 'John Doe' }),
      jwt({ sub: 'someone' }, { alg: 'none' }),
      jwt({ sub: 'someone' }, { enc: 'x' }),
      `eyJ${alnum(30)}.eyJ${alnum(30)}.${alnum(43)}`,
    ],
  ],
  'linear-key': plain('lin_api_', alnum(40), `lin_api_${alnum(41)}`),
  'linear-oauth-token': plain('lin_oauth_', hex(64), `lin_oauth_${alnum(64)}`),
  'notion-token': plain('ntn_', `${digits(11)}${alnum(35)}`, `ntn_${alnum(46)}`),
  'notion-legacy-token': plain(
    'secret_',
    alnum(43),
    `secret_${letters(43).toLowerCase()}`,
    'secret_of_the_company_that_nobody_may_ever_tell_us',
  ),
  'figma-token': plain('figd_', alnum(40), `figd_${alnum(46)}`),
  'typeform-token': plain('tfp_', `${alnum(44)}_${alnum(14)}`, `tfp_${letters(50).toLowerCase()}`),
  'hubspot-token': both(plain('pat-na1-', uuid()), plain('pat-eu1-', uuid(), `pat-xx1-${uuid()}`)),
  'clickup-token': plain('pk_', `${digits(8)}_${upper(32)}`, `pk_${digits(8)}_${lower(32)}`),
  'dropbox-token': both(plain('sl.', alnum(140)), [[is(`sl.u.${alnum(400)}`)], [`sl.${lower(140)}`]]),
  'frame-io-token': plain('fio-u-', alnum(64), `fio-u-${alnum(65)}`),
  'private-key': [
    [`-----BEGIN RSA PRIVATE KEY-----${is(`\n${base64(48)}\n${base64(48)}\n-----END RSA PRIVATE KEY-----`)}\u0000`],
    ['-----BEGIN PRIVATE KEY-----', `-----BEGIN PUBLIC KEY-----\n${base64(48)}\n-----END PUBLIC KEY-----`],
  ],
  'url-password': [
    [
      `postgres://app:${is('s3cr3t-pa55')}@db/app`,
      `amqp://{user}:${is('hünter2')}@q/`,
      `redis://:${is('s3cr3t-pa55')}@cache:6379`,
    ],
    [
      'postgres://app:password@db/app',
      'https://x:${TOKEN}@git.acme.io',
      'https://git.acme.io/a@b',
      'https://acme.io:443/@x',
    ],
  ],
};

/** The text without its marks, and where the secret stands in it. */
export function read(example: string): { text: string; start: number; end: number } {
  const start = example.indexOf('«');
  const end = example.indexOf('»') - 1;
  return { text: example.replace(/[«»]/g, ''), start, end };
}
