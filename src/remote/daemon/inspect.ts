/** What an engine says of an image before its bytes come, and which of its platforms is meant. */
import { ImageError } from '../../image/model.js';
import {
  fitness,
  type Platform,
  parsePlatform,
  platformOf,
  platformText,
  usualPlatform,
} from '../../image/platform.js';
import { isObject, type Json, listed, parseJson, shown, textOf } from '../../image/text.js';
import type { Answer } from './client.js';
import type { Engine } from './engine.js';
import { messageOf, NAMES, refused, whoIs } from './failures.js';

/** What an engine says of an image. The export decides; this is for looking things up before. */
export interface Inspected {
  /** `sha256:…` of the configuration; of the manifest or index, where the engine keeps images as containerd does. */
  readonly id: string;
  /** Empty: not known before the export. */
  readonly diffIds: readonly string[];
  /** `linux/arm64` */
  readonly platform: string | undefined;
}

/** What is to be exported. */
export interface Chosen {
  readonly inspected: Inspected;
  /** The engine's own name for it. */
  readonly name: string;
  /** For the export: which platform, where the engine keeps several. */
  readonly query: string | undefined;
}

/** From which versions on the engine lists platforms and exports one of them, and inspects one. */
const [LISTS, INSPECTS] = [48, 49] as const;

/** A platform, and how the engine spells it. */
interface Spelt {
  readonly platform: Platform;
  readonly query: string;
}

/** What is said of an image; `undefined`: there is none. @throws ImageError */
async function inspectOf(engine: Engine, name: string, query?: string): Promise<Json | undefined> {
  const { endpoint } = engine.client;
  const answer = await engine.inspect(name, query);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw refused(answer, endpoint, `about ${shown(name)}`);
  const value = parseJson(answer.bytes, `What ${whoIs(endpoint)} says of ${shown(name)}`);
  if (isObject(value) && /^(?:sha256:)?[0-9a-f]{64}$/.test(textOf(value['Id']) ?? '')) return value;
  throw new ImageError(
    'unsupported',
    `${whoIs(endpoint)} describes ${shown(name)} in a way that is not known: check that a container engine listens there.`,
  );
}

function inspectedOf(value: Json): Inspected {
  const rootFs = isObject(value['RootFS']) ? value['RootFS'] : {};
  const layers: unknown[] = Array.isArray(rootFs['Layers']) ? rootFs['Layers'] : [];
  const own = spelt(value['Os'], value['Architecture'], value['Variant']);
  return {
    id: String(value['Id']).replace(/^(?!sha256:)/, 'sha256:'),
    diffIds: layers.filter(layer => typeof layer === 'string'),
    platform: own && platformText(own.platform),
  };
}

function spelt(os: unknown, architecture: unknown, variant: unknown): Spelt | undefined {
  const [first, second, third] = [textOf(os), textOf(architecture), textOf(variant)];
  if (first === undefined || second === undefined || first === 'unknown') return undefined;
  const json = JSON.stringify({ os: first, architecture: second, variant: third });
  return { platform: platformOf(first, second, third), query: `platform=${encodeURIComponent(json)}` };
}

/** The platforms of an image whose bytes are in the engine's store; empty: it does not tell. */
function platformsIn(value: Json): Spelt[] {
  const manifests: unknown[] = Array.isArray(value['Manifests']) ? value['Manifests'] : [];
  return manifests.flatMap(manifest => {
    if (!isObject(manifest) || manifest['Kind'] !== 'image' || manifest['Available'] !== true) return [];
    const data = isObject(manifest['ImageData']) ? manifest['ImageData'] : {};
    const { os, architecture, variant } = isObject(data['Platform']) ? data['Platform'] : ({} as Json);
    return spelt(os, architecture, variant) ?? [];
  });
}

/** @throws ImageError `no-platform` */
function pick(there: readonly Spelt[], asked: string | undefined, name: string, engine: Engine): Spelt | undefined {
  const platforms = there.map(({ platform }) => platform);
  const wanted = asked === undefined ? usualPlatform(platforms) : parsePlatform(asked);
  const best = wanted && Math.max(...platforms.map(platform => fitness(platform, wanted)));
  const found = wanted && there.find(({ platform }) => best && fitness(platform, wanted) === best);
  if (found !== undefined || asked === undefined) return found;
  const has = [...new Set(platforms.map(platformText))].sort();
  const { kind } = engine.client.endpoint;
  // What is named by its content can only be pulled as what it is.
  const isId = /^(?:sha256:)?[0-9a-f]+$|@/.test(name);
  const pull = isId ? '' : `, or run \`${kind} pull --platform ${shown(asked)} ${shown(name)}\``;
  throw new ImageError(
    'no-platform',
    `${NAMES[kind]} has no image ${shown(name)} for ${shown(asked)}; it has ${listed(has)}: ` +
      `choose one of them with --platform${pull}.`,
  );
}

/** The image that is meant; `undefined`: the engine has none of that name. @throws ImageError */
export async function choose(engine: Engine, name: string, asked: string | undefined): Promise<Chosen | undefined> {
  const value = await inspectOf(engine, name, engine.api >= LISTS ? 'manifests=1' : undefined);
  if (value === undefined) return undefined;
  const inspected = inspectedOf(value);
  const exported = exportName(value, name, inspected.id);
  const several = platformsIn(value);
  const own = spelt(value['Os'], value['Architecture'], value['Variant']);
  // An engine that does not tell the variant is believed; what comes out of it is looked at again.
  const known = textOf(value['Variant']) === undefined && asked !== undefined ? withVariant(own, asked) : own;
  if (several.length === 0) {
    if (known !== undefined) pick([known], asked, name, engine);
    return { inspected, name: exported, query: undefined };
  }
  const one = pick(several, asked, name, engine);
  if (one === undefined) return { inspected, name: exported, query: undefined };
  const platform = platformText(one.platform);
  if (platform === inspected.platform) return { inspected, name: exported, query: one.query };
  const other = engine.api >= INSPECTS ? await inspectOf(engine, name, one.query) : undefined;
  const diffIds = other === undefined ? [] : inspectedOf(other).diffIds;
  return { inspected: { id: inspected.id, diffIds, platform }, name: exported, query: one.query };
}

/** All platforms of an image that the engine has; `undefined`: it has no such image. @throws ImageError */
export async function platformsOf(engine: Engine, name: string): Promise<readonly string[] | undefined> {
  const value = await inspectOf(engine, name, engine.api >= LISTS ? 'manifests=1' : undefined);
  if (value === undefined) return undefined;
  const several = platformsIn(value).map(({ platform }) => platformText(platform));
  const { platform } = inspectedOf(value);
  return several.length > 0 ? [...new Set(several)].sort() : platform === undefined ? [] : [platform];
}

function withVariant(own: Spelt | undefined, asked: string): Spelt | undefined {
  const { architecture, os, variant } = parsePlatform(asked);
  const same = own?.platform.architecture === architecture && own.platform.os === os;
  return own && same ? { ...own, platform: { ...own.platform, variant } } : own;
}

/** A name without a tag means one image here, and all tags of a repository when Docker exports it. */
function exportName(value: Json, name: string, id: string): string {
  if (name.includes('@') || /:[^/]*$/.test(name)) return name;
  const tags: unknown[] = Array.isArray(value['RepoTags']) ? value['RepoTags'] : [];
  const meant = tags.find(tag => tag === `${name}:latest` || String(tag).endsWith(`/${name}:latest`));
  return typeof meant === 'string' ? meant : id;
}

/** Why there is no export. */
export function notExported(answer: Answer, engine: Engine, name: string): ImageError {
  const { endpoint } = engine.client;
  if (answer.status !== 404) return refused(answer, endpoint, `for ${shown(name)}`);
  const said = messageOf(answer);
  return new ImageError(
    'not-found',
    `${whoIs(endpoint)} no longer has ${shown(name)}${said === undefined ? '' : ` (${said})`}: pull it again.`,
  );
}
