// Measures the language server: what an editor waits for, as multiples of parsing the same text once.
//   npm run bench -- --lsp [--rounds 31]
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { cli, env, withFolder } from './bench-run.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const median = list => [...list].sort((a, b) => a - b)[list.length >> 1];
const since = start => Number(process.hrtime.bigint() - start) / 1e6;

/** @param {{ rounds?: number }} options how often each is measured, in turns */
export async function benchLsp({ rounds = 31 } = {}) {
  await withFolder(async folder => {
    const parse = await parser(folder);
    const text = dockerfile();
    const asking = await connected(folder, { textDocument: { diagnostic: {}, ...ACTIONS } });
    const waiting = await connected(folder, { textDocument: ACTIONS });
    const document = editing(text, [asking, waiting], folder);
    const times = new Map();
    const measure = async (name, run) => {
      const start = process.hrtime.bigint();
      await run();
      times.set(name, [...(times.get(name) ?? []), since(start)]);
    };
    for (let round = -5; round < rounds; round++) {
      // The first rounds are for the engines to warm up.
      if (round === 0) times.clear();
      await measure('parse', () => parse(document.type()));
      await measure('fetched', () => document.ask('textDocument/diagnostic', {}));
      document.type();
      await measure('sent', () => document.sent());
      // The text has changed; what is asked next shall not pay for it.
      await document.ask('textDocument/diagnostic', {});
      const range = { start: { line: 0, character: 0 }, end: { line: 400, character: 0 } };
      await measure('hover', () => document.ask('textDocument/hover', { position: { line: 3, character: 6 } }));
      await measure('actions', () => document.ask('textDocument/codeAction', { range, context: { diagnostics: [] } }));
      await measure('outline', () => document.ask('textDocument/documentSymbol', {}));
    }
    await document.end();
    const bare = [];
    const ready = [];
    for (let round = 0; round < rounds; round++) {
      bare.push(await lifetime(['-e', '0']));
      ready.push(await lifetime([cli, 'lsp']));
    }
    print(text, times, rounds, median(ready) / median(bare));
  });
}

const ACTIONS = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } };

function print(text, times, rounds, start) {
  const of = name => median(times.get(name));
  const ratio = name => `${(of(name) / of('parse')).toFixed(1).padStart(6)} x`;
  console.log(
    `language server, ${text.split('\n').length - 1} lines, medians of ${rounds} interleaved runs, against parsing the text once`,
  );
  console.log(`  keystroke to diagnostics, fetched     ${ratio('fetched')}`);
  console.log(`  keystroke to diagnostics, sent        ${ratio('sent')}   (waits until nobody types)`);
  console.log(`  hover                                 ${ratio('hover')}`);
  console.log(`  code actions of the whole file        ${ratio('actions')}`);
  console.log(`  outline                               ${ratio('outline')}`);
  console.log(`start to end without an editor          ${start.toFixed(2).padStart(6)} x   of a bare node -e 0`);
}

/** The parser alone, from the sources. */
async function parser(folder) {
  const outfile = path.join(folder, 'parse.mjs');
  const stdin = { contents: `export * from './src/dockerfile/parse.ts';`, resolveDir: root };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', minify: true });
  return (await import(pathToFileURL(outfile).href)).parseDockerfile;
}

async function connected(cwd, capabilities) {
  const child = spawn(process.execPath, [cli, 'lsp', '--stdio'], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill());
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
  await connection.sendNotification('initialized', {});
  return connection;
}

/** A document that is open in both: `type` changes a letter of it in both, and gives the text. */
function editing(text, [asking, waiting], folder) {
  const uri = pathToFileURL(path.join(folder, 'Dockerfile')).href;
  const line = text.split('\n').findIndex(one => one.startsWith('RUN '));
  let version = 1;
  let told = () => {};
  waiting.onNotification('textDocument/publishDiagnostics', params => told(params.version));
  for (const one of [asking, waiting])
    one.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version, text } });
  return {
    type() {
      version++;
      const letter = 'abcdefghij'[version % 10];
      const character = 'RUN '.length;
      const range = { start: { line, character }, end: { line, character: character + (version > 2 ? 1 : 0) } };
      const change = { textDocument: { uri, version }, contentChanges: [{ range, text: letter }] };
      for (const one of [asking, waiting]) one.sendNotification('textDocument/didChange', change);
      return text.replace('RUN ', `RUN ${letter}`);
    },
    ask: (method, params) => asking.sendRequest(method, { textDocument: { uri }, ...params }),
    sent: () => new Promise(resolve => (told = of => of === version && resolve())),
    async end() {
      for (const one of [asking, waiting]) {
        await one.sendRequest('shutdown');
        await one.sendNotification('exit');
        one.dispose();
      }
    },
  };
}

/** Milliseconds that a process takes whose input is empty. */
function lifetime(args) {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise(resolve => child.once('exit', () => resolve(since(start))));
}

/** Three hundred lines as people write them: stages that build, test and ship services, some of it not as it should be. */
function dockerfile() {
  const service = i => `FROM node:22-bookworm-slim AS build-${i}
WORKDIR /src/service-${i}
RUN apt-get update \\
    && apt-get install -y --no-install-recommends ca-certificates curl git \\
    && rm -rf /var/lib/apt/lists/*
ARG VERSION=1.${i}.0
ENV NODE_ENV=production \\
    SERVICE_VERSION=$VERSION \\
    PORT=80${i}0
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY src ./src
RUN npm run build && npm prune --omit=dev
# What the tests need.
RUN <<EOF
set -eu
for file in src/*.test.js; do
  node --test "$file"
done
EOF

FROM gcr.io/distroless/nodejs22-debian12 AS service-${i}
LABEL org.opencontainers.image.title="service-${i}" org.opencontainers.image.version="$VERSION"
WORKDIR /app
COPY --from=build-${i} /src/service-${i}/dist ./dist
COPY --from=build-${i} /src/service-${i}/node_modules ./node_modules
EXPOSE 80${i}0
USER 65532
HEALTHCHECK CMD ["/nodejs/bin/node", "dist/health.js"]
CMD ["dist/main.js"]
`;
  return `# syntax=docker/dockerfile:1\n${Array.from({ length: 10 }, (_, i) => service(i)).join('\n')}`;
}
