/** Secrets of what watches programs. */
import { type Format, format } from '../format.js';
import { hasKeys } from '../proofs/decoded.js';

export const MONITORING: readonly Format[] = [
  format('new-relic-key', 'New Relic key', ['NRAK-'], /(NRAK-[A-Z0-9]{27})(?![A-Za-z0-9_-])/y),
  format('new-relic-insights-key', 'New Relic insights key', ['NRII-'], /(NRII-[A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])/y),
  format('new-relic-license-key', 'New Relic license key', ['FFFFNRAL'], /([a-f0-9]{32}FFFFNRAL)(?![A-Za-z0-9_-])/y, {
    back: 32,
  }),
  format(
    'grafana-service-account-token',
    'Grafana token',
    ['glsa_'],
    /(glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'grafana-cloud-token',
    'Grafana Cloud token',
    ['glc_eyJ'],
    /(glc_eyJ[A-Za-z0-9+/]{60,400}={0,2})(?![A-Za-z0-9+/=])/y,
    { proof: hasKeys(4, 'o', 'n', 'k') },
  ),
  format(
    'grafana-api-key',
    'Grafana API key',
    ['eyJrIjoi'],
    /(eyJrIjoi[A-Za-z0-9+/]{60,400}={0,2})(?![A-Za-z0-9+/=])/y,
    { proof: hasKeys(0, 'k', 'n', 'id') },
  ),
  format(
    'datadog-key',
    'Datadog key',
    ['DATADOG_API_KEY', 'DATADOG_APP_KEY', 'datadog_api_key', 'datadog_app_key'],
    /(?:DATADOG_A(?:PI|PP)_KEY|datadog_a(?:pi|pp)_key)["']{0,2}[ \t]{0,9}[:=][ \t]{0,9}["']?([a-f0-9]{32}(?:[a-f0-9]{8})?)(?![A-Za-z0-9_-])/y,
  ),
  format(
    'dynatrace-token',
    'Dynatrace token',
    ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s16.'],
    /(dt0(?:c01|s01|s02|s16)\.[A-Z0-9]{24}\.[A-Z0-9]{64})(?![A-Za-z0-9_-])/y,
  ),
  format('honeycomb-key', 'Honeycomb key', ['hcaik_', 'hcamk_'], /(hca[im]k_[A-Za-z0-9]{58})(?![A-Za-z0-9_-])/y),
  format(
    'axiom-token',
    'Axiom token',
    ['xaat-', 'xapt-'],
    /(xa[ap]t-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})(?![A-Za-z0-9_-])/y,
  ),
  format('posthog-key', 'PostHog key', ['phx_'], /(phx_[A-Za-z0-9]{40,50})(?![A-Za-z0-9_-])/y),
];
