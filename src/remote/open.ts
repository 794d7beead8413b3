/** From what a user names to an image, wherever it is: in a file, in a daemon, in a registry. */
import { ImageError, type ImageSource, type PassingImage } from '../image/model.js';
import { isLocal, localPlatforms, type OpenOptions, openImage } from '../image/open.js';
import { type Remote, remoteReference } from '../image/reference.js';
import { shown, withoutUserinfo } from '../image/text.js';
import { type Absent, type DaemonHints, daemonPlatforms, noDaemon, openDaemon } from './daemon.js';
import { nameText, parseName, whyNoName } from './name.js';
import { openRegistry, platformsIn, tagsOf } from './registry.js';
import type { ImageName, RemoteOptions } from './types.js';

/** Where an image is looked for; `file`: in archives and folders alone. */
export type Source = Remote | 'file';

export interface FindOptions extends Pick<OpenOptions, 'ref'> {
  readonly remote: RemoteOptions;
  /** Asked alone, whoever else might have it. */
  readonly source?: Source | undefined;
  /** Who runs it and on what, for the usual places of sockets. */
  readonly hints?: Pick<DaemonHints, 'uid' | 'system'>;
  /** Told who answered, if the user did not say who is to be asked: a clause. */
  tell?(clause: string): void;
}

/** What was found, and who had it. */
interface Found<T> {
  readonly who: Source;
  readonly value: T;
}

/** How a kind of thing is asked for. */
interface Asking<T> {
  local(reference: string): Promise<T>;
  daemon(kind: 'docker' | 'podman', name: string, hints: DaemonHints): Promise<{ value: T; from: string } | Absent>;
  registry(name: ImageName): Promise<T>;
}

const WORDS = { docker: 'the Docker daemon', podman: 'Podman' } as const;

/**
 * Finds and opens an image. A scheme or `source` says where it is; a path that exists is a file or a folder. Any other name
 * is asked for in Docker, in Podman, and in its registry, in this order; a daemon that is there but cannot be asked ends
 * the search, because the image in the registry may be another one.
 * @throws ImageError; the reason of `remote.signal`
 */
export async function findImage(reference: string, options: FindOptions): Promise<ImageSource | PassingImage> {
  const { remote, ref } = options;
  const { platform, cwd } = remote;
  const { value } = await find<ImageSource | PassingImage>(reference, options, {
    local: one =>
      openImage(one, { cwd, ...(platform === undefined ? {} : { platform }), ...(ref === undefined ? {} : { ref }) }),
    async daemon(kind, name, hints) {
      const answer = await openDaemon(kind, name, reference, remote, hints);
      if (answer.absent !== undefined) return answer;
      const { image, inspected, from } = answer;
      return { value: { ...image, inspected }, from };
    },
    registry: name => openRegistry(name, reference, remote),
  });
  return value;
}

/**
 * For which platforms there is an image, `linux/amd64`, and who has it, so that each can then be opened from there.
 * @throws ImageError as `findImage` does
 */
export async function findPlatforms(
  reference: string,
  options: FindOptions,
): Promise<{ readonly platforms: readonly string[]; readonly who: Source }> {
  const { remote, ref } = options;
  const { who, value: platforms } = await find<readonly string[]>(reference, options, {
    local: one => localPlatforms(one, { cwd: remote.cwd, ...(ref === undefined ? {} : { ref }) }),
    async daemon(kind, name, hints) {
      const answer = await daemonPlatforms(kind, name, remote, hints);
      return answer.absent !== undefined ? answer : { value: answer.platforms, from: answer.from };
    },
    registry: name => platformsIn(name, remote),
  });
  return { platforms, who };
}

async function find<T>(reference: string, options: FindOptions, asking: Asking<T>): Promise<Found<T>> {
  const named = remoteReference(reference);
  const { source } = options;
  if (
    withoutUserinfo(reference) !== reference &&
    source !== 'file' &&
    !(await isLocal(named?.name ?? reference, options.remote.cwd))
  )
    throw new ImageError('unsupported', whyNoName(reference) ?? '');
  if (named !== undefined && source !== undefined && source !== named.remote)
    throw new ImageError(
      'unsupported',
      `${shown(reference)} says ${named.remote}, and --source says ${source}: leave one of them out.`,
    );
  const only = named?.remote ?? source;
  if (only === 'file' || (only === undefined && (await isLocal(reference, options.remote.cwd))))
    return { who: 'file', value: await asking.local(reference) };
  const name = named?.name ?? reference;
  if (only === 'registry') return { who: only, value: await asking.registry(registryName(name)) };
  if (only !== undefined) return { who: only, value: await askDaemon(only, name, options, asking) };
  return askAll(name, options, asking);
}

async function askDaemon<T>(
  kind: 'docker' | 'podman',
  name: string,
  { hints }: FindOptions,
  asking: Asking<T>,
): Promise<T> {
  const answer = await asking.daemon(kind, name, { ...hints, demanded: true });
  if (!('absent' in answer)) return answer.value;
  if (answer.absent === 'daemon') throw noDaemon(kind, answer.tried);
  const elsewhere = parseName(name) === undefined ? '' : `, or name it as registry://${shown(name)}`;
  throw new ImageError(
    'not-found',
    `There is no image ${shown(name)} in ${WORDS[kind]} at ${answer.from}: build or pull it${elsewhere}.`,
  );
}

/**
 * The tags of a repository in a registry, each with the reference of its image.
 * @throws ImageError for what names none, or names a tag already
 */
export async function findTags(
  reference: string,
  remote: RemoteOptions,
): Promise<readonly { readonly tag: string; readonly reference: string }[]> {
  const named = remoteReference(reference);
  const text = named?.name ?? reference;
  const name = registryName(text);
  if ((named !== undefined && named.remote !== 'registry') || name.digest !== undefined || /:[^/]*$/.test(text))
    throw new ImageError(
      'unsupported',
      `Tags are wanted of ${shown(reference)}, which is no repository: write it as registry.example.com/app, without a tag.`,
    );
  return (await tagsOf(name, remote)).map(tag => ({ tag, reference: `registry://${text}:${tag}` }));
}

/** Asks one after the other. */
async function askAll<T>(name: string, options: FindOptions, asking: Asking<T>): Promise<Found<T>> {
  const asked: string[] = [];
  const { hints = {}, tell } = options;
  for (const kind of ['docker', 'podman'] as const) {
    const answer = await asking.daemon(kind, name, hints);
    if (!('absent' in answer)) {
      tell?.(`${shown(name)} is taken from ${WORDS[kind]} at ${answer.from}`);
      return { who: kind, value: answer.value };
    }
    asked.push(
      answer.absent === 'image'
        ? `${WORDS[kind]} at ${answer.from} has no such image`
        : `${WORDS[kind]} is not running`,
    );
  }
  const found = registryName(name);
  const before = asked.join(', ');
  try {
    const value = await asking.registry(found);
    const full = nameText(found);
    tell?.(`${shown(name)} is taken from the registry${full === name ? '' : ` as ${full}`}: ${before}`);
    return { who: 'registry', value };
  } catch (error) {
    // Otherwise the registry has it, and something else is wrong.
    if (!(error instanceof ImageError) || !['not-found', 'unauthorised', 'unreachable'].includes(error.code))
      throw error;
    throw new ImageError(error.code, `${error.message.replace(/\.$/, '')} (there is no file of that name, ${before}).`);
  }
}

function registryName(text: string): ImageName {
  const name = parseName(text);
  if (name === undefined) throw new ImageError('unsupported', whyNoName(text) ?? '');
  return name;
}
