import { defineRule } from '../../src/rule.js';
import { type LanguageCall, pipInstall } from '../_share/language-packages.js';
import { ALLOW, unpinned } from '../_share/pins.js';

export default defineRule({
  id: 'unpinned-pip-packages',
  aliases: ['DL3013', '02d9c71f-3ee8-4986-9c27-1a20d0d19bfc'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: '`pip install` installs packages without saying which version.',
  why: `Every build takes the newest release there is. A new major version breaks the image although nobody changed a line, and a release that somebody has taken over goes straight into it.

Write \`flask==3.0.3\`, or better a requirements file with versions and hashes that a tool keeps up to date: \`pip install --require-hashes -r requirements.txt\`. A range (\`flask~=3.0\`) is accepted. A constraints file may fix the versions,
and so may a folder of wheels with \`--no-index\` or \`uv\`'s \`--exclude-newer\`: such calls are left alone, as are requirements files, paths, archives, commits of repositories, packages in variables, and bringing pip, setuptools and wheel up to date.`,
  options: ALLOW,
  bad: [
    {
      dockerfile: 'FROM python:3.12\nRUN pip install -r requirements.txt flask gunicorn==22.0 "celery[redis]"\n',
      at: 'flask',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip3.12 --no-cache-dir install --index-url=https://example.com/simple x && python3 -m pip install -U pip y\n',
      at: ['x', 'y'],
      note: 'an address behind = does not take the next word',
    },
    {
      dockerfile: 'FROM python:3.12\nRUN pipx install --python python3.12 poetry && uv pip install --system ruff\n',
      at: ['poetry', 'ruff'],
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install git+https://github.com/a/b.git && pip install "c @ git+ssh://git@github.com/a/c"\n',
      at: ['git+https://github.com/a/b.git', '"c @ git+ssh://git@github.com/a/c"'],
      note: 'the newest commit; what stands in front of the host is a user',
    },
    { dockerfile: 'FROM python:3.12\nRUN pip install pip\n', at: 'pip', note: 'the second word' },
  ],
  good: [
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install flask==3.0.3 "celery[redis]>=5" \'x<1\' "y~=1.0" z===1 "w!=2" \'v; python_version<"3"\'\n',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install -r a.txt --requirement=b.txt && pip install . && pip install -e . .[dev] ./c d/e f.whl g-1.tar.gz https://example.com/h.zip && python -m pip install --editable=git+https://example.com/x\n',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install git+https://github.com/a/b.git@v1 "c @ git+ssh://git@github.com/a/c@0123abc"\n',
    },
    {
      dockerfile: 'FROM python:3.12\nRUN pip install --upgrade pip setuptools wheel && python -m pip install -U pip\n',
    },
    { dockerfile: 'FROM python:3.12\nARG V\nRUN pip install $PACKAGES x==$V "y$V" $(cat list)\n' },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install -c constraints.txt flask\nENV PIP_CONSTRAINT=/c.txt\nRUN pip install flask\n',
      note: 'the constraints may say',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install --no-index --find-links=/wheels flask && uv pip install --exclude-newer 2024-05-01 ruff && pipx install --spec black==24.1 black\n',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip3 install --build /opt/x --trusted-host host --root /x yamllint==1.20.0 && pip download x && pipenv install black\n',
    },
  ],
  *dockerfile(subject) {
    const installs = [];
    for (const command of subject.commands()) {
      const call = pipInstall(command);
      if (call === undefined) continue;
      const constrained =
        call.arguments.flag('--constraint', '--require-hashes', '--no-index', '--exclude-newer', '--spec') !==
          undefined ||
        subject.stateBefore(command.script.instruction).variable('PIP_CONSTRAINT') !== undefined ||
        command.assignments.some(({ name }) => name === 'PIP_CONSTRAINT');
      if (!constrained) installs.push(call);
    }
    yield* unpinned(subject, installs, (word, install) => nameOf(word, install as LanguageCall), 'write name==version');
  },
});

function nameOf(word: string, call: LanguageCall): string | undefined {
  const repository = /^(?:[\w.[\],-]+ *@ *)?(?:git|hg|svn|bzr)\+\w+:\/\/[^/]*(\/[^#]*)?/.exec(word);
  if (repository !== null) return (repository[1] ?? '').includes('@') ? undefined : word;
  if (/[=<>~@/\\]|^\.|\.(whl|zip|tgz|tar\.\w+)(\[|$)/.test(word)) return undefined;
  const name = word.replace(/[[;].*/s, '').toLowerCase();
  const isTool = /^(pip|setuptools|wheel)$/.test(name) && call.arguments.flag('--upgrade') !== undefined;
  return isTool ? undefined : name;
}
