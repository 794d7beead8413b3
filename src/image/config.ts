import { deepFreeze, isObject, type JsonObject, listIn, objectIn, own, textIn } from './config/json.js';
import { runtimeOf, unknownRuntime } from './config/runtime.js';
import { type HistoryEntry, type ImageConfig, ImageError } from './model.js';

/** Fields by one of which an image's configuration is told from that of an artifact. */
const TELLING = ['architecture', 'config', 'container_config', 'docker_version', 'history', 'os', 'rootfs'] as const;

/**
 * Reads an image's configuration: the OCI image specification's `config.md`, and Docker's older and wider form of it.
 * Every field may be missing, `null` or of the wrong type. The result is frozen.
 *
 * @param bytes JSON in UTF-8
 * @throws {ImageError} `corrupt` if it is no JSON object; `not-an-image` if it is the configuration of something else
 */
export function readConfig(bytes: Uint8Array): ImageConfig {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new ImageError('corrupt', "The image's configuration is not JSON; fetch or build the image again.");
  }
  if (!isObject(raw))
    throw new ImageError('corrupt', "The image's configuration is not a JSON object; fetch or build the image again.");
  const object = raw;
  if (TELLING.every(field => (own(object, field) ?? null) === null))
    throw new ImageError(
      'not-an-image',
      'The configuration has none of the fields of a container image: this is an artifact of another kind.',
    );
  return configOf(deepFreeze(object));
}

/** The configuration of a root file system, which has none: everything about running it is unknown. */
export function readRootfsConfig(): ImageConfig {
  return Object.freeze({
    runtime: unknownRuntime('a root file system has no configuration'),
    history: Object.freeze([]),
    diffIds: Object.freeze([]),
    architecture: undefined,
    variant: undefined,
    os: undefined,
    created: undefined,
    raw: Object.freeze({}),
  });
}

function configOf(raw: JsonObject): ImageConfig {
  const diffIds = listIn(objectIn(raw, 'rootfs'), 'diff_ids').filter(id => typeof id === 'string');
  return Object.freeze({
    runtime: runtimeOf(raw),
    history: historyOf(raw, diffIds.length),
    diffIds: Object.freeze(diffIds),
    architecture: textIn(raw, 'architecture'),
    variant: textIn(raw, 'variant'),
    os: textIn(raw, 'os'),
    created: textIn(raw, 'created'),
    raw,
  });
}

/**
 * The k-th entry that is not empty made the k-th layer, but only if there are as many of one as of the other: squashed
 * and rewritten images have histories that no longer fit. An item that is no object counts as one without fields.
 */
function historyOf(raw: JsonObject, layers: number): readonly HistoryEntry[] {
  const items = listIn(raw, 'history').map(item => (isObject(item) ? item : {}));
  const filled = items.filter(item => own(item, 'empty_layer') !== true).length;
  let layer = 0;
  return Object.freeze(
    items.map(item => {
      const emptyLayer = own(item, 'empty_layer') === true;
      return Object.freeze({
        createdBy: textIn(item, 'created_by') ?? '',
        comment: textIn(item, 'comment'),
        author: textIn(item, 'author'),
        created: textIn(item, 'created'),
        emptyLayer,
        layer: emptyLayer || filled !== layers ? undefined : layer++,
      });
    }),
  );
}
