import { defineRule, type RuntimeConfig } from '../../src/rule.js';

const VARIABLES: Readonly<Record<string, string>> = { PATH: 'programs', LD_LIBRARY_PATH: 'libraries' };

export default defineRule({
  id: 'unsafe-path',
  aliases: [],
  controls: ['CWE-426', 'CWE-427'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'PATH or LD_LIBRARY_PATH leads to a place where others can put programs or libraries.',
  why: `An empty or relative part means the directory in which a process happens to be: whoever can put a file there, by an upload or in a mounted folder, has it run or loaded by the next command. An empty part comes
from \`LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH\` where the variable was not set before, or from a colon too many.

Write absolute directories only, each once, and \`\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\` to append to what may be unset.`,
  bad: [
    { dockerfile: 'FROM scratch\nENV PATH=/opt/bin::/usr/bin\n', at: 'PATH=/opt/bin::/usr/bin' },
    {
      dockerfile: 'FROM scratch\nENV LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH\n',
      at: 'LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH',
    },
  ],
  good: [
    { dockerfile: 'FROM scratch\nENV PATH=/opt/bin:/usr/bin LD_LIBRARY_PATH=\n' },
    { dockerfile: 'FROM debian:12\nENV PATH=/opt/bin:$PATH LD_LIBRARY_PATH=/x${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\n' },
  ],
  badImages: [
    { image: { config: { Env: ['A=b', 'PATH=node_modules/.bin:/usr/bin'] } }, at: '/config/Env/1' },
    { image: { config: { Env: ['LD_LIBRARY_PATH=/opt/lib:'] } }, at: '/config/Env/0' },
  ],
  goodImages: [
    {
      image: {
        config: { Env: ['PATH=/opt/bin:/usr/bin', 'LD_LIBRARY_PATH='] },
        layers: [{ 'opt/bin/': { mode: 0o775 } }],
      },
    },
  ],
  *config({ config }) {
    if (config.os === 'windows') return yield { notApplicable: 'Windows has other rules for its paths' };
    for (const { name, value, at } of searched(config)) {
      if (value.unknown !== undefined) {
        yield { notEvaluated: value.unknown };
        continue;
      }
      const unsafe = value.value.split(':').find(part => !/^[/~$]/.test(part));
      if (unsafe === undefined || (value.value === '' && name !== 'PATH')) continue;
      const what = unsafe === '' ? 'an empty part' : `the relative part ${unsafe}`;
      yield {
        at,
        message: `${name} has ${what}: ${VARIABLES[name]} are taken from wherever a process happens to be`,
        help: 'name absolute directories only, without a colon too many',
      };
    }
  },
});

function searched({ env }: RuntimeConfig): RuntimeConfig['env'] {
  return env.filter(({ name }) => Object.hasOwn(VARIABLES, name));
}
