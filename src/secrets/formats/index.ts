/** Every format, in the order in which one goes before another where both fit the same text. */
import type { Format } from '../format.js';
import { CLOUD } from './cloud.js';
import { CODE } from './code.js';
import { DATABASES } from './databases.js';
import { FRAMES } from './frames.js';
import { IDENTITY } from './identity.js';
import { MESSAGING } from './messaging.js';
import { MODELS } from './models.js';
import { MONITORING } from './monitoring.js';
import { PACKAGES } from './packages.js';
import { PAYMENTS } from './payments.js';
import { WORK } from './work.js';

/** The formats by what their issuers do, for the table of them. */
export const GROUPS: readonly (readonly [title: string, formats: readonly Format[]])[] = [
  ['Clouds and hosting', CLOUD],
  ['Code hosts, builds and deployment', CODE],
  ['Package registries', PACKAGES],
  ['Payments, shops and parcels', PAYMENTS],
  ['Chat, mail and telephony', MESSAGING],
  ['Monitoring', MONITORING],
  ['Language models', MODELS],
  ['Databases and data', DATABASES],
  ['Identity, networks and stores of secrets', IDENTITY],
  ['Work', WORK],
  ['Frames that hold a secret whoever made it', FRAMES],
];

/** All of them. */
export const FORMATS: readonly Format[] = GROUPS.flatMap(([, formats]) => formats);
