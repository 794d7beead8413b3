/** Secrets of what people work with: boards, notes, designs, files. */
import { each, type Format, format, mixed } from '../format.js';

export const WORK: readonly Format[] = [
  format('linear-key', 'Linear key', ['lin_api_'], /(lin_api_[A-Za-z0-9]{40})(?![A-Za-z0-9_-])/y),
  format('linear-oauth-token', 'Linear OAuth token', ['lin_oauth_'], /(lin_oauth_[a-f0-9]{64})(?![A-Za-z0-9_-])/y),
  format('notion-token', 'Notion token', ['ntn_'], /(ntn_\d{11}[A-Za-z0-9]{35})(?![A-Za-z0-9_-])/y),
  format('notion-legacy-token', 'Notion token', ['secret_'], /(secret_[A-Za-z0-9]{43})(?![A-Za-z0-9_-])/y, {
    proof: mixed,
  }),
  format('figma-token', 'Figma token', ['figd_'], /(figd_[A-Za-z0-9_-]{40,45})(?![A-Za-z0-9_-])/y),
  format('typeform-token', 'Typeform token', ['tfp_'], /(tfp_[A-Za-z0-9_-]{40,70})(?![A-Za-z0-9_-])/y, {
    proof: mixed,
  }),
  format(
    'hubspot-token',
    'HubSpot token',
    each(['pat-'], ['na1-', 'na2-', 'eu1-', 'ap1-']),
    /(pat-(?:na|eu|ap)\d-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})(?![A-Za-z0-9_-])/y,
  ),
  format('clickup-token', 'ClickUp token', ['pk_'], /(pk_\d{6,9}_[A-Z0-9]{32})(?![A-Za-z0-9_-])/y),
  format('dropbox-token', 'Dropbox token', ['sl.'], /(sl\.(?:u\.)?[A-Za-z0-9_-]{130,1400})(?![A-Za-z0-9_-])/y, {
    reach: 1500,
    proof: mixed,
  }),
  format('frame-io-token', 'Frame.io token', ['fio-u-'], /(fio-u-[A-Za-z0-9_-]{64})(?![A-Za-z0-9_-])/y),
];
