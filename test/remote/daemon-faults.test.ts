/** Engines that fail, hang or lie, and whoever stops in the middle. */
import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openDaemon } from '../../src/remote/daemon.js';
import { failsWith, hashed, isImage } from '../support/daemon-answers.js';
import {
  asks,
  folderFor,
  forever,
  type Handler,
  imageRoutes,
  optionsWith,
  ping,
  posix,
  recipe,
  reply,
  SHORT,
  send,
  started,
} from '../support/fake-daemon.js';
import { dockerMembers, packTar } from '../support/image-fixtures.js';

describe('an engine that fails', posix, () => {
  test('with a message', async t => {
    const { routes } = await imageRoutes(recipe);
    const message = 'disk\u001b[31m\n is full.';
    const bad = await asks(t, { ...routes, '/images/app:1/json': reply(500, { message }) });
    const said = await failsWith(
      'unreachable',
      /asked about app:1, answered 500: disk\\u001b\[31m\\u000a is full; look/,
      () => bad.open(),
    );
    assert.match(said, /^Docker at unix:\/\/\/.*\/docker\.sock \(DOCKER_HOST\), asked/);
    const worse = await asks(t, { ...routes, '/images/app:1/get': reply(500, { message: 'x'.repeat(5000) }) });
    const { image } = isImage(await worse.open());
    assert.ok(
      (await failsWith('unreachable', /asked for app:1, answered 500: xxx/, () => image.pass(hashed))).length < 500,
    );
    await worse.quiet();
    const plain = await asks(t, {
      ...routes,
      '/images/app:1/json': (_, answer) => answer.writeHead(502).end('<html>'),
    });
    await failsWith('unreachable', /answered 502; look into its log\.$/, () => plain.open());
  });

  test('because the image has gone meanwhile', async t => {
    const { '/images/app:1/get': _, ...routes } = (await imageRoutes(recipe)).routes;
    const { open } = await asks(t, routes);
    const { image } = isImage(await open());
    await failsWith('not-found', /no longer has app:1 \(page not found\): pull it again\.$/, () => image.pass(hashed));
  });

  test('with something that is no description of an image', async t => {
    const says = (bytes: string | Uint8Array): Handler => send(Buffer.from(bytes));
    for (const [handler, code, text] of [
      [says('{"Id": "hunter2'), 'corrupt', /What Docker at .* says of app:1 is no JSON: (?!.*hunter2)/],
      [says(''), 'corrupt', /is no JSON: it is empty/],
      [says('[]'), 'unsupported', /describes app:1 in a way that is not known/],
      [reply(200, { Id: 'x' }), 'unsupported', /describes app:1 in a way that is not known/],
      [reply(200, { Id: 7, RootFS: null }), 'unsupported', /describes app:1/],
    ] as const) {
      const { open, quiet } = await asks(t, { '/_ping': ping(), '/images/app:1/json': handler });
      await failsWith(code, text, () => open());
      await quiet();
    }
  });

  test('with something that is no archive, or the wrong one', async t => {
    const { routes, archive } = await imageRoutes(recipe);
    const takes = async (bytes: Uint8Array) => {
      const { open, quiet } = await asks(t, { ...routes, '/images/app:1/get': send(bytes) });
      const error = await isImage(await open())
        .image.pass(hashed)
        .then(
          image => image.notes,
          (thrown: Error & { code?: string }) => thrown.code,
        );
      await quiet();
      return error;
    };
    assert.equal(await takes(Buffer.from('<html>no</html>'.repeat(100))), 'corrupt');
    assert.equal(await takes(Buffer.alloc(0)), 'truncated');
    assert.equal(await takes(Buffer.from('{"message":"disk full"}')), 'truncated');
    // What Docker writes behind an archive that it could not finish, with status 200 gone long ago.
    const cut = Buffer.concat([archive.subarray(0, 51_200), Buffer.from('{"message":"disk full"}\n')]);
    assert.equal(await takes(cut), 'truncated');
    const other = await imageRoutes({ ...recipe, name: 'b:1', layers: [{ files: { c: 'c' } }] });
    const two = await packTar(await dockerMembers([recipe, other.built.recipe], 'classic'));
    assert.equal(await takes(two), 'ambiguous');
    assert.deepEqual(await takes(archive), []);
  });

  test('by hanging up in the middle', async t => {
    const { routes, archive } = await imageRoutes(recipe);
    const cut: Handler = (_, answer) => {
      answer.writeHead(200);
      answer.write(archive.subarray(0, 60_000), () => answer.destroy());
    };
    const { open } = await asks(t, { ...routes, '/images/app:1/get': cut });
    const { image } = isImage(await open());
    await failsWith('truncated', /broke off after \d+ bytes: look into its log, and run again\.$/, () =>
      image.pass(hashed),
    );
    for (const [where, handler] of [
      ['/_ping', cut],
      ['/images/app:1/json', cut],
    ] as const) {
      const broken = await asks(t, { ...routes, [where]: handler });
      await failsWith('truncated', /broke off after 60000 bytes: look into its log, and run again\.$/, () =>
        broken.open(),
      );
    }
    const mute = await asks(t, { '/_ping': request => request.socket.destroy() });
    await failsWith('unreachable', /hung up without an answer: look into its log/, () => mute.open());
    const later = await asks(t, { '/_ping': ping(), '/images/app:1/json': request => request.socket.destroy() });
    await failsWith('unreachable', /hung up without an answer/, () => later.open());
  });

  test('by hanging: before the headers, after them, after some bytes', async t => {
    const { routes, archive } = await imageRoutes(recipe);
    const some: Handler = (_, answer) => {
      answer.writeHead(200);
      answer.write(archive.subarray(0, 60_000));
    };
    const small = async (where: string, hanging: Handler) => {
      const { open, quiet } = await asks(t, { ...routes, [where]: hanging }, { timeout: SHORT });
      const says = /sent nothing for 0\.25 s: look whether it hangs, or allow more with --timeout\.$/;
      await failsWith('timeout', says, () => open());
      await quiet();
    };
    const large = async (hanging: Handler, says: RegExp) => {
      const { open, quiet } = await asks(t, { ...routes, '/images/app:1/get': hanging }, { timeout: SHORT });
      const { image } = isImage(await open());
      await failsWith('timeout', says, () => image.pass(hashed));
      await quiet();
    };
    const both = (hanging: Handler) => [small('/_ping', hanging), small('/images/app:1/json', hanging)];
    // An export may take its time to begin, but not to go on.
    await Promise.all([
      ...[forever, started, some].flatMap(both),
      large(forever, /sent nothing for 2\.5 s/),
      large(started, /sent nothing for 2\.5 s/),
      large(some, /sent nothing for 0\.25 s/),
    ]);
  });

  test('by never coming to an end', async t => {
    const endless =
      (chunk: Uint8Array, status = 200): Handler =>
      (_, answer) => {
        answer.writeHead(status);
        const more = () => {
          while (!answer.destroyed && answer.write(chunk));
        };
        answer.on('drain', more);
        more();
      };
    const dripping: Handler = (_, answer) => {
      answer.writeHead(200);
      const drip = setInterval(() => answer.write(' '), 5);
      answer.on('close', () => clearInterval(drip));
    };
    const spaces = Buffer.alloc(65_536, 32);
    const slowly = async (where: string) => {
      const slow = await asks(t, { '/_ping': ping(), [where]: dripping }, { timeout: SHORT });
      await failsWith('timeout', /did not finish in 2\.5 s|sent nothing for/, () => slow.open());
      await slow.quiet();
    };
    const places = ['/_ping', '/images/app:1/json'];
    for (const where of places) {
      const large = await asks(t, { '/_ping': ping(), [where]: endless(spaces) });
      await failsWith('too-large', /is larger than 4194304 bytes: check/, () => large.open());
      await large.quiet();
    }
    await Promise.all(places.map(slowly));
    const { routes } = await imageRoutes(recipe);
    const message = await asks(t, { ...routes, '/images/app:1/get': endless(spaces, 500) });
    const { image } = isImage(await message.open());
    await failsWith('too-large', /^The answer of Docker at .* to \/v1\.41\/images\/app:1\/get is larger/, () =>
      image.pass(hashed),
    );
    await message.quiet();
  });

  test('by speaking something else', async t => {
    const folder = folderFor(t);
    for (const [i, text] of [
      'SSH-2.0-OpenSSH_9\r\n',
      'HTTP/1.1 200 OK\r\nA: '.padEnd(100_000, 'x'),
      'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n',
    ].entries()) {
      const socket = path.join(folder, `${i}.sock`);
      const server = net.createServer(connection => connection.on('error', () => {}).write(text));
      await new Promise<void>(resolve => server.listen(socket, resolve));
      t.after(() => server.close());
      await failsWith('unsupported', /does not speak HTTP: check that a container engine listens there\.$/, () =>
        openDaemon('docker', 'app:1', 'app:1', optionsWith({ DOCKER_HOST: `unix://${socket}` })),
      );
    }
  });
});

describe('whoever stops', posix, () => {
  const reason = new Error('enough');

  test('before anything, while it is asked, while it exports', async t => {
    const { routes } = await imageRoutes(recipe);
    const gone = await asks(t, routes, { signal: AbortSignal.abort(reason) });
    await assert.rejects(gone.open(), reason);
    for (const [where, hanging] of [
      ['/_ping', forever],
      ['/images/app:1/json', started],
      ['/images/app:1/get', forever],
      ['/images/app:1/get', started],
    ] as const) {
      const controller = new AbortController();
      const stops: Handler = (request, answer) => {
        hanging(request, answer);
        setImmediate(() => controller.abort(reason));
      };
      const { open, quiet } = await asks(t, { ...routes, [where]: stops }, { signal: controller.signal });
      await assert.rejects(async () => isImage(await open()).image.pass(hashed), reason);
      await quiet();
    }
  });

  test('while a layer is read, even if all of it had come', async t => {
    const controller = new AbortController();
    const { open, quiet } = await asks(t, (await imageRoutes(recipe)).routes, { signal: controller.signal });
    const { image } = isImage(await open());
    const stopped = image.pass(async layer => {
      controller.abort(reason);
      return hashed(layer);
    });
    await assert.rejects(stopped, reason);
    await quiet();
  });

  test('by an error of its own', async t => {
    const { open, quiet } = await asks(t, (await imageRoutes(recipe)).routes);
    const { image } = isImage(await open());
    await assert.rejects(
      image.pass(() => Promise.reject(reason)),
      reason,
    );
    await quiet();
  });

  test('with a reason that is no error', async t => {
    const controller = new AbortController();
    const stops: Handler = () => controller.abort('enough');
    const { open, quiet } = await asks(t, { '/_ping': stops }, { signal: controller.signal });
    assert.equal(await open().catch((error: unknown) => error), 'enough');
    await quiet();
  });
});
