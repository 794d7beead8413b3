/** The options of the command `image`. */
import type { OptionSpec } from './table.js';

const WHERE = 'Where images are:';
const MANY = 'Many images:';

/** Also of the command `cache`. */
export const CACHE_DIR: OptionSpec = {
  name: 'cache-dir',
  type: 'string',
  value: 'dir',
  describe: 'Where what layers hold is remembered; also PLIMSOLL_CACHE_DIR',
  group: WHERE,
};

/** What `image` takes besides what every command takes that judges something. */
export const IMAGE: readonly OptionSpec[] = [
  {
    name: 'platform',
    type: 'string',
    value: 'os/arch',
    describe: 'Which image of an index: linux/arm64, linux/arm/v7',
    group: 'What is linted:',
  },
  { name: 'all-platforms', type: 'boolean', describe: 'Each image of an index', group: 'What is linted:' },
  {
    name: 'ref',
    type: 'string',
    value: 'name',
    describe: 'Which image of an archive that holds several',
    group: 'What is linted:',
  },
  {
    name: 'dockerfile',
    type: 'string',
    value: 'file',
    describe: 'What it is built from: sarif, gitlab and their kin show findings there',
    group: 'What is linted:',
  },
  {
    name: 'layers',
    type: 'string',
    choices: ['all', 'none'],
    bare: 'all',
    negated: 'none',
    describe: '--no-layers: judge configuration and history alone, one small download',
    group: 'What is linted:',
  },
  {
    name: 'attestations',
    type: 'string',
    choices: ['all', 'none'],
    bare: 'all',
    negated: 'none',
    describe: '--no-attestations: do not fetch what its builder says about it, which some registries count as a pull',
    group: WHERE,
  },
  {
    name: 'source',
    type: 'string',
    choices: ['docker', 'podman', 'registry', 'file'],
    describe: 'Ask there alone for names that do not say where they are',
    group: WHERE,
  },
  {
    name: 'username',
    type: 'string',
    value: 'name',
    describe: 'For the registry, with --password-stdin',
    group: WHERE,
  },
  { name: 'password-stdin', type: 'boolean', describe: 'Read its password from standard input', group: WHERE },
  {
    name: 'insecure',
    type: 'string',
    value: 'host',
    repeatable: true,
    commas: true,
    describe: 'Registries without a valid certificate, or without TLS',
    group: WHERE,
  },
  {
    name: 'ca-file',
    type: 'string',
    value: 'file',
    describe: 'Certificates (PEM) to trust besides the usual',
    group: WHERE,
  },
  {
    name: 'timeout',
    type: 'string',
    value: 'seconds',
    default: '60',
    describe: 'Give up after so long without a byte',
    group: WHERE,
  },
  CACHE_DIR,
  {
    name: 'cache',
    type: 'string',
    choices: ['on', 'off'],
    bare: 'on',
    negated: 'off',
    describe: '--no-cache: remember nothing, and use nothing that was',
    group: WHERE,
  },
  {
    name: 'images-from',
    type: 'string',
    value: 'file',
    repeatable: true,
    describe: 'References, one a line; - is standard input',
    group: MANY,
  },
  {
    name: 'tags',
    type: 'string',
    value: 'glob',
    repeatable: true,
    commas: true,
    describe: "These tags of each repository: '*', '1.*'",
    group: MANY,
  },
  { name: 'jobs', alias: 'j', type: 'string', value: 'number', describe: 'How many images at a time', group: MANY },
  {
    name: 'shard',
    type: 'string',
    value: 'i/n',
    describe: 'Only part i of n, from 1; plimsoll merge joins the reports',
    group: MANY,
  },
  {
    name: 'exit-code',
    type: 'string',
    value: 'number',
    describe: 'Exit code for findings that fail, instead of 1',
    group: 'Which rules:',
  },
];
