/** What comes of asking at places where nobody is, or nobody who may be asked. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { noDaemon, openDaemon } from '../../src/remote/daemon.js';
import { diffIdsOf, failsWith, hashed, isImage } from '../support/daemon-answers.js';
import {
  asks,
  fakeDaemon,
  fakeTcpDaemon,
  folderFor,
  type Handler,
  imageRoutes,
  optionsWith,
  ping,
  posix,
  type Routes,
  recipe,
  reply,
} from '../support/fake-daemon.js';

describe('places', posix, () => {
  test('nobody is there', async t => {
    const folder = folderFor(t);
    const ask = (DOCKER_HOST: string) => openDaemon('docker', 'app:1', 'app:1', optionsWith({ DOCKER_HOST }));
    const absent = (...tried: string[]) => ({ absent: 'daemon', tried });
    assert.deepEqual(await ask(`unix://${folder}/no.sock`), absent(`unix://${folder}/no.sock (it does not exist)`));
    fs.writeFileSync(path.join(folder, 'file'), '');
    assert.deepEqual(await ask(`unix://${folder}/file`), absent(`unix://${folder}/file (no socket)`));
    // Left behind by a daemon that was killed.
    const server = net.createServer();
    await new Promise<void>(resolve => server.listen(path.join(folder, 'a.sock'), resolve));
    fs.linkSync(path.join(folder, 'a.sock'), path.join(folder, 'b.sock'));
    const port = await new Promise<number>(resolve => {
      const other = net.createServer().listen(0, '127.0.0.1', () => {
        const { port } = other.address() as net.AddressInfo;
        other.close(() => resolve(port));
      });
    });
    await new Promise(resolve => server.close(resolve));
    assert.deepEqual(await ask(`unix://${folder}/b.sock`), absent(`unix://${folder}/b.sock (nobody listens)`));
    assert.deepEqual(await ask(`tcp://127.0.0.1:${port}`), absent(`tcp://127.0.0.1:${port} (nobody listens)`));
    const { message } = noDaemon('docker', ['unix:///a (it does not exist)', 'unix:///b (nobody listens)']);
    assert.match(
      message,
      /^No Docker answers: unix:\/\/\/a \(it does not exist\), unix:\/\/\/b \(nobody listens\); start Docker\.$/,
    );
  });

  test('a host that nobody knows', async () => {
    const options = optionsWith({ DOCKER_HOST: 'tcp://nobody.invalid:2375' });
    await failsWith(
      'unreachable',
      /tcp:\/\/nobody\.invalid:2375 \(DOCKER_HOST\) has a host name that is not known/,
      () => openDaemon('docker', 'app:1', 'app:1', options),
    );
  });

  test('settings that do not help are an error, and another image is not taken in its place', async () => {
    const options = optionsWith({ DOCKER_HOST: 'ssh://ann@h' });
    const ask = (demanded: boolean) => openDaemon('docker', 'app:1', 'app:1', options, { demanded });
    await failsWith('unsupported', /by SSH, which Plimsoll does not speak: run `ssh -nNT/, () => ask(true));
    // Who named none may mean the registry's image, and is told how to say so.
    const elsewhere = /by SSH, which .*; or name the image of the registry as registry:\/\/app:1\.$/;
    await failsWith('unsupported', elsewhere, () => ask(false));
  });

  test('of several usual ones the first that has the image', async t => {
    // A name that no daemon of this machine has, should there be one at a place that comes before.
    const name = 'plimsoll.invalid/test/nothing:1';
    const { routes } = await imageRoutes({ ...recipe, name });
    const home = folderFor(t);
    for (const folder of ['.docker/run', '.rd', '.orbstack/run'])
      fs.mkdirSync(path.join(home, folder), { recursive: true });
    const [first, second] = [path.join(home, '.docker/run/docker.sock'), path.join(home, '.rd/docker.sock')];
    const without = await fakeDaemon(t, { '/_ping': ping() }, first);
    const has = await fakeDaemon(t, routes, second);
    const third = await fakeDaemon(t, routes, path.join(home, '.orbstack/run/docker.sock'));
    const ask = (asked: string) => openDaemon('docker', asked, asked, optionsWith({ HOME: home }));
    const { image, from } = isImage(await ask(name));
    assert.equal(from, `unix://${second}`);
    await (await image.pass(hashed)).close();
    assert.deepEqual([without.asked.length, has.asked.length, third.asked.length], [2, 3, 0]);
    await Promise.all([without.quiet(), has.quiet()]);
  });

  test('nobody may ask', async t => {
    const { routes } = await imageRoutes(recipe);
    const { socket, folder, open } = await asks(t, routes);
    fs.chmodSync(folder, 0o755);
    fs.chmodSync(socket, 0o000);
    const root = process.getuid?.() === 0;
    // To root everything is permitted: it is asked as nobody.
    if (root) process.seteuid?.(65534);
    try {
      await failsWith(
        'unauthorised',
        /may not be asked: permission denied; run as root or as a member of the group docker, or use rootless Docker\.$/,
        () => open(),
      );
      const podman = optionsWith({ CONTAINER_HOST: `unix://${socket}` });
      await failsWith('unauthorised', /permission denied; run as the user whose Podman it is\.$/, () =>
        openDaemon('podman', 'app:1', 'app:1', podman),
      );
      // Not even looking is permitted.
      if (root) process.seteuid?.(0);
      fs.chmodSync(folder, 0o000);
      if (root) process.seteuid?.(65534);
      assert.deepEqual(await open(), { absent: 'daemon', tried: [`unix://${socket} (permission denied)`] });
    } finally {
      if (root) process.seteuid?.(0);
      fs.chmodSync(folder, 0o755);
    }
  });

  test('a place that is not ours does not hide the next one', async t => {
    const { routes } = await imageRoutes(recipe);
    const home = folderFor(t);
    for (const folder of ['.docker/run', '.rd']) fs.mkdirSync(path.join(home, folder), { recursive: true });
    const first = path.join(home, '.docker/run/docker.sock');
    await fakeDaemon(t, { '/_ping': reply(403, { message: 'no' }) }, first);
    const ask = () => openDaemon('docker', 'app:1', 'app:1', optionsWith({ HOME: home }));
    await failsWith('unauthorised', /answered 403|permission denied/, ask);
    await fakeDaemon(t, routes, path.join(home, '.rd/docker.sock'));
    await isImage(await ask()).image.close();
  });

  test('behind TCP, in a folder of a proxy', async t => {
    const { routes, built } = await imageRoutes(recipe);
    const below = Object.fromEntries(Object.entries(routes).map(([url, handler]) => [`/docker${url}`, handler]));
    const bare: Routes = {
      ...below,
      '/docker/v1.41/images/app:1/json': below['/docker/images/app:1/json'] as Handler,
      '/docker/v1.41/images/app:1/get': below['/docker/images/app:1/get'] as Handler,
    };
    const { port } = await fakeTcpDaemon(t, bare);
    const options = optionsWith({ DOCKER_HOST: `tcp://127.0.0.1:${port}/docker/` });
    const answer = isImage(await openDaemon('docker', 'app:1', 'app:1', options));
    assert.equal(answer.from, `tcp://127.0.0.1:${port}/docker`);
    const image = await answer.image.pass(hashed);
    assert.deepEqual(diffIdsOf(image), built.diffIds);
    await image.close();
  });
});
