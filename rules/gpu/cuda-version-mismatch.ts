import { type Argument, type Command, defineRule, hit, replacing } from '../../src/rule.js';
import { CONDA, condaCall } from '../_share/conda.js';
import { type CudaVersion, cudaOf, spanIn, wheelVersion } from '../_share/cuda.js';
import { pipInstall } from '../_share/language-packages.js';

/** Versions for which PyTorch has an index of wheels, and uv a backend. */
const INDEXES = '92 101 102 110 111 113 115 116 117 118 121 124 126 128 129 130'.split(' ').map(wheelVersion);

export default defineRule({
  id: 'cuda-version-mismatch',
  aliases: ['tally/gpu/cuda-version-mismatch'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: 'Packages are installed that were built for another CUDA version than the base image has.',
  why: `Wheels of PyTorch and its like bring a CUDA runtime of their own. With another major version than the base's, the image carries two, extensions that are compiled in it refuse to build, and libraries of one find those of the other. With a newer
minor version they need a newer driver than the base asks of the host, so the container fails on machines that pass the base's own test.

Take wheels for the base's version or an older minor one of the same major version (\`cu121\` on CUDA 12.4), or another base; where the wheels are all that uses CUDA, \`-base-\` or an image without CUDA is enough.`,
  bad: [
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install --index-url https://download.pytorch.org/whl/cu118 torch\n',
      at: 'cu118',
      fixed:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install --index-url https://download.pytorch.org/whl/cu124 torch\n',
    },
    {
      dockerfile: 'FROM nvidia/cuda:12.2.0-runtime-ubuntu22.04\nRUN uv pip install --torch-backend=cu128 torch\n',
      at: 'cu128',
      fixed: 'FROM nvidia/cuda:12.2.0-runtime-ubuntu22.04\nRUN uv pip install --torch-backend=cu121 torch\n',
      note: 'the nearest there is',
    },
    {
      dockerfile:
        'FROM nvcr.io/nvidia/cuda:12.1.0-devel-ubuntu22.04 AS a\nFROM a\nRUN ["pip3", "install", "torch==2.4.0+cu124", "torchvision==0.19.0+cu124"]\nRUN conda install -y pytorch pytorch-cuda=11.8 -c pytorch && mamba install "cudatoolkit>=12.6"\n',
      at: ['cu124', 'pytorch-cuda=11.8'],
      note: 'newer minor version; a bound below does not say which version comes',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM nvidia/cuda:12.6.0-runtime-ubuntu22.04\nRUN pip install --index-url https://download.pytorch.org/whl/cu121 torch\nRUN pip install torch==2.4.0+cu126 && pip install --index-url https://download.pytorch.org/whl/cpu torch\nRUN conda install pytorch-cuda=12.4\n',
      note: 'an older minor version of the same major one',
    },
    {
      dockerfile:
        'FROM ubuntu:24.04\nRUN pip install torch==2.4.0+cu118\nFROM nvidia/cuda\nRUN pip install torch==2.4.0+cu118\nFROM nvidia/cuda:12.2.0-base-ubuntu22.04\nARG CU\nRUN pip install torch==2.4.0+$CU && echo torch==1+cu118\n',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands()) {
      const found = mentions(command);
      const first = found[0];
      if (first === undefined) continue;
      const base = cudaOf(subject, command.script.instruction)?.version;
      if (base === undefined || suits(first.version, base)) continue;
      const better = INDEXES.findLast(each => suits(each, base));
      const span = spanIn(first.argument, first.text);
      yield hit(
        span,
        `${first.text} was built for CUDA ${first.version.join('.')}, and the base image has ${base.join('.')}`,
        {
          help: `take packages for CUDA ${base.join('.')} or an older ${base[0]}.x, or another base image`,
          ...(better &&
            first.index &&
            found.length === 1 && {
              fix: replacing(span, `cu${better.join('')}`, `Take cu${better.join('')}`, 'review'),
            }),
        },
      );
    }
  },
});

interface Mention {
  readonly argument: Argument;
  /** `cu118` */
  readonly text: string;
  readonly version: CudaVersion;
  /** It chooses an index, not a certain file. */
  readonly index: boolean;
}

function suits([major, minor]: CudaVersion, [baseMajor, baseMinor]: CudaVersion): boolean {
  return major === baseMajor && minor <= baseMinor;
}

function mentions(command: Command): Mention[] {
  if ((CONDA as readonly string[]).includes(command.name ?? '')) {
    const call = condaCall(command);
    if (call === undefined || !/^(?:install|create)$/.test(call.verb.value ?? '')) return [];
    return call.packages.flatMap(argument => {
      const [text, major, minor] =
        /^(?:[\w-]+::)?(?:pytorch-cuda|cudatoolkit|cuda-version)={1,2}(\d{1,2})\.(\d{1,2})\b/.exec(
          argument.value ?? '',
        ) ?? [];
      return text === undefined ? [] : [{ argument, text, version: [Number(major), Number(minor)], index: false }];
    });
  }
  const isUv = command.name === 'uv' && /^(?:add|sync)$/.test(command.args[0]?.value ?? '');
  if (!isUv && pipInstall(command) === undefined) return [];
  return command.args.flatMap((argument, i) => {
    const value = argument.value ?? '';
    const before = command.args[i - 1]?.value === '--torch-backend' ? '--torch-backend=' : '';
    const match = /^(.*\/whl\/(?:nightly\/)?|--torch-backend=|[^+\s]*\+)(cu(\d{2,3}))(?!\w)/.exec(before + value);
    if (match === null) return [];
    const [, start = '', text = '', digits = ''] = match;
    return [{ argument, text, version: wheelVersion(digits), index: !start.endsWith('+') }];
  });
}
