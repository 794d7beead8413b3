import type { ImageReference } from './model.js';

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const REGISTRY =
  /^(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(?::\d+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z][a-z0-9]*(?:[-_+.][a-z][a-z0-9]*)*:[0-9a-fA-F]{32,}$/i;

/**
 * Takes an image reference apart: `[registry[:port]/]repository[:tag][@digest]`, by the grammar of the distribution
 * project. The first path component is a registry only if it holds a `.` or `:`, is `localhost`, or has capitals.
 */
export function parseImageReference(reference: string): ImageReference {
  const at = reference.indexOf('@');
  const digest = at === -1 ? undefined : reference.slice(at + 1);
  const named = at === -1 ? reference : reference.slice(0, at);
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  const path = colon === -1 ? named : named.slice(0, colon);
  const first = path.indexOf('/');
  const head = first === -1 ? '' : path.slice(0, first);
  const isRegistry =
    head !== '' && (head.includes('.') || head.includes(':') || head === 'localhost' || head !== head.toLowerCase());
  const registry = isRegistry ? head : undefined;
  const repository = isRegistry ? path.slice(first + 1) : path;
  let valid: boolean | undefined;
  return Object.freeze({
    registry,
    repository,
    tag,
    digest,
    // Asked for by few; the patterns take longer than all the rest.
    get valid() {
      valid ??=
        REPOSITORY.test(repository) &&
        (registry === undefined || REGISTRY.test(registry)) &&
        (tag === undefined || TAG.test(tag)) &&
        (digest === undefined || DIGEST.test(digest));
      return valid;
    },
  });
}
