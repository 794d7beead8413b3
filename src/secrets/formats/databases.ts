/** Secrets of databases and of what is done with data. */
import { each, type Format, format, mixed } from '../format.js';

export const DATABASES: readonly Format[] = [
  format(
    'planetscale-secret',
    'PlanetScale secret',
    each(['pscale_'], ['tkn_', 'pw_', 'oauth_']),
    /(pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_-]{32,64})(?![A-Za-z0-9_-])/y,
  ),
  format('databricks-token', 'Databricks token', ['dapi'], /(dapi[a-f0-9]{32}(?:-\d)?)(?![A-Za-z0-9_-])/y),
  format('neon-key', 'Neon key', ['napi_'], /(napi_[a-z0-9]{60,70})(?![A-Za-z0-9_-])/y),
  format('aiven-password', 'Aiven password', ['AVNS_'], /(AVNS_[A-Za-z0-9_-]{19})(?![A-Za-z0-9_-])/y, { proof: mixed }),
  format('airtable-token', 'Airtable token', ['pat'], /(pat[A-Za-z0-9]{14}\.[a-f0-9]{64})(?![A-Za-z0-9_-])/y),
  format('contentful-token', 'Contentful token', ['CFPAT-'], /(CFPAT-[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/y),
  format(
    'mapbox-secret-token',
    'Mapbox secret token',
    ['sk.eyJ1Ijoi'],
    /(sk\.eyJ1Ijoi[A-Za-z0-9_-]{20,200}\.[A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'maxmind-license-key',
    'MaxMind license key',
    ['_mmk'],
    /([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)(?![A-Za-z0-9_-])/y,
    { back: 36 },
  ),
  format('adafruit-io-key', 'Adafruit IO key', ['aio_'], /(aio_[A-Za-z0-9]{28})(?![A-Za-z0-9_-])/y, { proof: mixed }),
  format('ubidots-token', 'Ubidots token', ['BBFF-'], /(BBFF-[A-Za-z0-9]{30})(?![A-Za-z0-9_-])/y),
];
