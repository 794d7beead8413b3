/** Images in the daemons of Docker and Podman: `docker-daemon` and `podman` sources. */
import { ImageError, type PassingImage } from '../image/model.js';
import { parsePlatform } from '../image/platform.js';
import { shown } from '../image/text.js';
import type { DaemonKind } from './daemon/address.js';
import { type DaemonHints, daemonEndpoints } from './daemon/endpoints.js';
import { connect, type Engine } from './daemon/engine.js';
import { exportedImage } from './daemon/export.js';
import { Nobody } from './daemon/failures.js';
import { choose, type Inspected, platformsOf } from './daemon/inspect.js';
import { whyNoSocket } from './daemon/socket.js';
import type { RemoteOptions } from './types.js';

export type { DaemonKind } from './daemon/address.js';
export type { DaemonHints } from './daemon/endpoints.js';
export { noDaemon } from './daemon/failures.js';
export type { Inspected } from './daemon/inspect.js';

/** A daemon answered, and has no image of that name; or no daemon is there. Either way another source may have it. */
export type Absent =
  | { readonly absent: 'image'; readonly from: string }
  /** `tried`: what was looked at and why it is none, a few words each; see `noDaemon`. */
  | { readonly absent: 'daemon'; readonly tried: readonly string[] };

/** An image that can be taken; to be closed. */
export interface DaemonImage {
  readonly absent?: never;
  readonly image: PassingImage;
  readonly inspected: Inspected;
  /** Where it is: `unix:///var/run/docker.sock`. */
  readonly from: string;
}

export type DaemonAnswer = DaemonImage | Absent;

/**
 * Finds an image in a daemon. Nothing of it has been exported then.
 *
 * @param name of the image, as the daemon's own command takes it: `app`, `ghcr.io/x/app:1`, `app@sha256:…`, an ID
 * @param reference what the user wrote, for messages and the report
 * @throws ImageError for everything but an image or a daemon that is not there: no permission, a certificate that is not
 *   trusted, no such platform, an engine that fails or hangs; and the reason of `options.signal`
 */
export async function openDaemon(
  kind: DaemonKind,
  name: string,
  reference: string,
  options: RemoteOptions,
  hints: DaemonHints = {},
): Promise<DaemonAnswer> {
  return withEngines(kind, name, options, hints, async engine => {
    const chosen = await choose(engine, name, options.platform);
    if (chosen === undefined) return undefined;
    const image = exportedImage(engine, chosen, reference, options);
    return { keep: true, value: { image, inspected: chosen.inspected, from: engine.client.endpoint.at } };
  });
}

/**
 * For which platforms a daemon has an image: `linux/amd64`, sorted. Each can be opened with `options.platform`.
 * @throws ImageError as `openDaemon` does
 */
export async function daemonPlatforms(
  kind: DaemonKind,
  name: string,
  options: RemoteOptions,
  hints: DaemonHints = {},
): Promise<{ readonly absent?: never; readonly platforms: readonly string[]; readonly from: string } | Absent> {
  return withEngines(kind, name, options, hints, async engine => {
    const platforms = await platformsOf(engine, name);
    return platforms && { keep: false, value: { platforms, from: engine.client.endpoint.at } };
  });
}

/** Dots alone would lead a request elsewhere. */
const NAME = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[\w./:@+-]{1,1000}$/;

/** Asks one engine after the other, until one has what is asked for. Closes each, but for one to be kept. */
async function withEngines<T>(
  kind: DaemonKind,
  name: string,
  options: RemoteOptions,
  hints: DaemonHints,
  ask: (engine: Engine) => Promise<{ readonly keep: boolean; readonly value: T } | undefined>,
): Promise<T | Absent> {
  if (options.platform !== undefined) parsePlatform(options.platform);
  if (!NAME.test(name))
    throw new ImageError('unsupported', `${shown(name) || 'Nothing'} is no name of an image: write it as app:1.2.`);
  const { endpoints, named, refused } = await daemonEndpoints(kind, options, hints);
  if (refused !== undefined) throw hints.demanded ? refused : orElsewhere(refused, name);
  const tried: string[] = [];
  let [from, denied]: [string?, ImageError?] = [];
  for (const endpoint of endpoints) {
    const gone = endpoint.socket === undefined ? undefined : await whyNoSocket(endpoint.socket);
    if (gone !== undefined) {
      tried.push(`${endpoint.at} (${gone})`);
      continue;
    }
    try {
      const engine = await connect(endpoint, options);
      if (engine instanceof Nobody) {
        tried.push(engine.message);
        continue;
      }
      const found = await asked(engine, ask);
      if (found !== undefined) return found;
      from ??= endpoint.at;
    } catch (error) {
      // Of several usual places one may be somebody else's.
      if (named || !(error instanceof ImageError) || error.code !== 'unauthorised') throw error;
      denied ??= error;
    }
  }
  if (denied !== undefined) throw denied;
  return from === undefined ? { absent: 'daemon', tried } : { absent: 'image', from };
}

/** The settings name a daemon that cannot be asked: it may have another image of that name than the registry has. */
function orElsewhere({ code, message }: ImageError, name: string): ImageError {
  return new ImageError(
    code,
    `${message.replace(/\.$/, '')}; or name the image of the registry as registry://${shown(name)}.`,
  );
}

async function asked<T>(
  engine: Engine,
  ask: (engine: Engine) => Promise<{ readonly keep: boolean; readonly value: T } | undefined>,
): Promise<T | undefined> {
  let kept = false;
  try {
    const found = await ask(engine);
    kept = found?.keep === true;
    return found?.value;
  } finally {
    if (!kept) await engine.client.close();
  }
}
