/** Secrets of payments, shops and parcels. */
import { each, type Format, format } from '../format.js';

export const PAYMENTS: readonly Format[] = [
  format('stripe-key', 'Stripe key', ['sk_live_', 'rk_live_'], /([rs]k_live_[A-Za-z0-9]{16,120})(?![A-Za-z0-9_])/y),
  format('stripe-webhook-secret', 'Stripe webhook secret', ['whsec_'], /(whsec_[A-Za-z0-9]{32})(?![A-Za-z0-9_+/=-])/y),
  format('square-access-token', 'Square access token', ['sq0atp-'], /(sq0atp-[A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/y),
  format(
    'square-application-secret',
    'Square application secret',
    ['sq0csp-'],
    /(sq0csp-[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'braintree-access-token',
    'Braintree access token',
    ['access_token$production$'],
    /access_token\$production\$[a-z0-9]{16}\$([a-f0-9]{32})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'shopify-token',
    'Shopify token',
    each(['shpat', 'shpca', 'shppa', 'shpss'], ['_']),
    /(shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32})(?![A-Za-z0-9_-])/y,
  ),
  format('flutterwave-key', 'Flutterwave key', ['FLWSECK-'], /(FLWSECK-[a-f0-9]{32}-X)(?![A-Za-z0-9_-])/y),
  format(
    'plaid-access-token',
    'Plaid access token',
    ['access-production-'],
    /(access-production-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})(?![A-Za-z0-9_-])/y,
  ),
  format('easypost-key', 'EasyPost key', ['EZAK'], /(EZAK[A-Za-z0-9]{54})(?![A-Za-z0-9_+/-])/y),
  format('duffel-token', 'Duffel token', ['duffel_live_'], /(duffel_live_[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/y),
  format('shippo-token', 'Shippo token', ['shippo_live_'], /(shippo_live_[a-f0-9]{40})(?![A-Za-z0-9_-])/y),
  format(
    'paddle-key',
    'Paddle key',
    ['pdl_live_apikey_'],
    /(pdl_live_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3})(?![A-Za-z0-9_-])/y,
  ),
];
