import { type DockerfileSubject, defineRule, type Instruction, mountsOf } from '../../src/rule.js';
import { firstOfStages } from '../_share/first-of-stage.js';
import { goFetch } from '../_share/language-packages.js';
import { precedes } from '../_share/lineage.js';
import { ALLOW, unpinned } from '../_share/pins.js';

/** Versions that move. */
const MOVING = /^(latest|upgrade|patch|none|HEAD|master|main)$/;

export default defineRule({
  id: 'unpinned-go-module',
  aliases: ['DL3062'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: '`go install`, `go get` or `go run` fetches a program without saying which version.',
  why: `Every build takes whatever is newest. A new release breaks the image although nobody changed a line, and newer programs often ask for a newer Go than the one in the base image.

Write \`go install golang.org/x/tools/gopls@v0.15.3\`. \`@latest\`, and the name of a branch, move. Inside a module \`go.mod\` says the version: where files were copied or cloned before, a path without \`@\` is left alone, as are packages of the
module itself (\`./cmd/x\`), of the standard library, files, and packages in variables.`,
  options: ALLOW,
  bad: [
    {
      dockerfile: 'FROM golang:1.22\nRUN go install golang.org/x/tools/gopls@latest && go get -u github.com/a/b\n',
      at: ['golang.org/x/tools/gopls@latest', 'github.com/a/b'],
    },
    {
      dockerfile:
        'FROM golang:1.22\nCOPY . .\nRUN go install -v -ldflags "-s -w" -tags x example.com/a@master && go run example.com/b@latest --port 1 c && go get -tool foobar@latest\n',
      at: ['example.com/a@master', 'example.com/b@latest', 'foobar@latest'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM golang:1.22\nRUN go install example.com/a@v1.2.3 && go get example.com/b@0123abc && go run example.com/c@v1 -foobar example.com/d\n',
    },
    {
      dockerfile:
        'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go install ./... && go install . && go install /go/app/x && go run main.go && go run a.b/main.go && go install cmd/vet fmt\n',
    },
    {
      dockerfile:
        'FROM golang:1.22\nCOPY go.mod go.sum ./\nRUN go install github.com/a/b && go get github.com/me/mine/...\n',
      note: 'go.mod may say the version, or it is the module itself',
    },
    {
      dockerfile:
        'FROM golang:1.22\nRUN --mount=type=bind,target=. go install example.com/a\nRUN git clone https://example.com/x && cd x && go get example.com/y\n',
    },
    {
      dockerfile:
        'FROM golang:1.22\nARG V=latest\nRUN go install example.com/a@$V && go install $TOOLS && go get -tool example.com/b && go get -d\n',
    },
    {
      dockerfile: 'FROM golang:1.22\nRUN go install golang.org/x/vuln/cmd/govulncheck@latest\n',
      options: { allow: ['golang.org/x/*'] },
    },
  ],
  *dockerfile(subject) {
    const modules = firstOfStages(bringing(subject));
    const installs = [];
    for (const command of subject.commands()) {
      const call = goFetch(command);
      if (call === undefined) continue;
      const { instruction } = command.script;
      const isBefore = precedes(subject, instruction);
      const inModule =
        call.arguments.flag('-tool') !== undefined ||
        mountsOf(instruction).some(({ type }) => type === 'bind') ||
        modules.some(isBefore);
      installs.push({ ...call, inModule });
    }
    yield* unpinned(
      subject,
      installs,
      (word, install) => nameOf(word, 'inModule' in install && install.inModule === true),
      'write path@v1.2.3',
    );
  },
});

/** Instructions that may bring a module into the image. */
function* bringing(subject: DockerfileSubject): Iterable<Instruction> {
  yield* subject.instructions('copy', 'add');
  for (const { name, args, script } of subject.commands('git', 'tar', 'unzip', 'go'))
    if (name !== 'go' || args[0]?.value === 'mod') yield script.instruction;
}

function nameOf(word: string, inModule: boolean): string | undefined {
  if (/^[./]|\.go$/.test(word)) return undefined;
  const at = word.indexOf('@');
  if (at !== -1) return MOVING.test(word.slice(at + 1)) ? word.slice(0, at) : undefined;
  // The first part of a path that is fetched is a host.
  return !inModule && /^[^/]+\.[^/]+\//.test(word) ? word : undefined;
}
