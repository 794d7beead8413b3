/** Docker's contexts: named endpoints, kept in folders below the settings of its command. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { ImageError } from '../../image/model.js';
import { isObject, shown, textOf } from '../../image/text.js';
import { type DaemonTls, type Endpoint, parseAddress } from './address.js';
import { readSettings, readText } from './disk.js';

/** Certificates in a folder under their usual names; `undefined` if none of them is there. @throws ImageError */
export async function tlsIn(
  folder: string,
  [ca, cert, key]: readonly [string, string, string],
  verify: boolean,
): Promise<DaemonTls | undefined> {
  const read = async (name: string) => readText(path.join(folder, name));
  const tls = { ca: await read(ca), cert: await read(cert), key: await read(key), verify };
  if (tls.ca === undefined && tls.cert === undefined && tls.key === undefined) return undefined;
  if ((tls.cert === undefined) !== (tls.key === undefined))
    throw new ImageError('not-found', `${shown(folder)} lacks ${tls.cert === undefined ? cert : key}: put it there.`);
  return tls;
}

/** The context that the command's settings name; `undefined` for the usual one. @throws ImageError */
export async function currentContext(settings: string, named: string | undefined): Promise<string | undefined> {
  const name = named || textOf((await readSettings(path.join(settings, 'config.json')))?.['currentContext']);
  return name === 'default' ? undefined : name;
}

/**
 * The endpoint of a context.
 * @param settings the folder of Docker's settings, usually `~/.docker`
 * @throws ImageError `not-found` if there is no such context
 */
export async function contextEndpoint(settings: string, name: string, cwd: string): Promise<Endpoint> {
  // Folders are named by a hash, so that no name leads out of them.
  const id = createHash('sha256').update(name).digest('hex');
  const meta = await readSettings(path.join(settings, 'contexts', 'meta', id, 'meta.json'));
  const endpoints = isObject(meta?.['Endpoints']) ? meta['Endpoints'] : {};
  const docker = isObject(endpoints['docker']) ? endpoints['docker'] : {};
  const host = textOf(docker['Host']);
  const from = `context ${shown(name)}`;
  if (host === undefined)
    throw new ImageError(
      'not-found',
      `Docker's context ${shown(name)} ${meta === undefined ? 'does not exist' : 'names no host'}: ` +
        'choose another one with `docker context use`, or set DOCKER_HOST.',
    );
  const skip = docker['SkipTLSVerify'] === true;
  const folder = path.join(settings, 'contexts', 'tls', id, 'docker');
  const files = await tlsIn(folder, ['ca.pem', 'cert.pem', 'key.pem'], !skip);
  const tls = files ?? (skip ? { ca: undefined, cert: undefined, key: undefined, verify: false } : undefined);
  return parseAddress(host, { kind: 'docker', from, cwd, tls });
}
