import { type Command, defineRule, hit } from '../../src/rule.js';
import { ancestry } from '../_share/ancestry.js';
import { condaCall } from '../_share/conda.js';
import { cudaOfStage } from '../_share/cuda.js';
import { pipInstall } from '../_share/language-packages.js';
import { packageCall } from '../_share/packages.js';

const COMPILERS =
  /^(?:nvcc|gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?|make|cmake|ninja|meson|bazel|bazelisk|scons|cargo|rustc|go|configure|xmake|colcon|catkin_make|setup\.py)(?:-[\d.]+)?$/;
const BUILD_PACKAGES =
  /^(?:build-essential|gcc|g\+\+|gcc-c\+\+|make|cmake|ninja-build|ninja|clang|meson|bazel|cuda-nvcc|cuda-compiler|cuda-toolkit)(?:$|[-=\d])/;
/** Packages that are compiled by nvcc, here or when they first run. */
const COMPILED =
  /^(?:flash[-_]?attn|apex|deepspeed|xformers|bitsandbytes|vllm|cupy|pycuda|mamba[-_]ssm|causal[-_]conv1d|triton|torch[-_]scatter|torch[-_]sparse|detectron2|mmcv|tiny-?cuda-?nn|pytorch3d|nvidia-pyindex|llama[-_]cpp[-_]python|auto[-_]gptq|numba|jax)\b/i;

export default defineRule({
  id: 'cuda-devel-shipped',
  aliases: ['tally/gpu/prefer-runtime-final-stage'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: 'The image that ships is built on nvidia/cuda:…-devel, and nothing is compiled in it.',
  why: `The \`devel\` images hold compiler, headers and static libraries, several gigabytes more than \`runtime\`. Everybody who pulls the image pays for them, and every finding in them is one to look at.

Build on \`-runtime-\` (or \`-base-\`, where wheels bring CUDA's libraries); compile in a stage of its own and copy the result. Where something in the stage compiles, or may do so out of sight (a script, a requirements file, a package that is
compiled when it first runs), the rule says nothing.`,
  bad: [
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN apt-get install -y python3 && pip install torch\nCMD ["python3"]\n',
      at: 'nvidia/cuda:12.4.1-devel-ubuntu22.04',
    },
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04 AS build\nRUN nvcc -o /app main.cu\nFROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nCOPY --from=build /app /app\nCMD ["/app"]\n',
      at: 'nvidia/cuda:12.4.1-devel-ubuntu22.04',
    },
  ],
  good: [
    { dockerfile: 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN cmake . && make\n' },
    { dockerfile: 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN apt-get install -y build-essential\n' },
    { dockerfile: 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install torch flash-attn\n' },
    {
      dockerfile: 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install -r requirements.txt\n',
      note: 'nobody knows from here what is compiled',
    },
    { dockerfile: 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN ./build.sh\n' },
    { dockerfile: 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nENV CUDA_HOME=/usr/local/cuda\nRUN pip install torch\n' },
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS build\nRUN pip install torch\nFROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nCOPY --from=build /x /x\n',
    },
    { dockerfile: 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\n', note: 'nothing is done in it: an image to build in' },
  ],
  *dockerfile(subject) {
    const { target } = subject;
    if (target === undefined || cudaOfStage(subject, target)?.flavour !== 'devel')
      return yield { notApplicable: 'the image is not built on a development image of CUDA' };
    let does = false;
    for (const { instructions } of ancestry(subject, target))
      for (const instruction of instructions) {
        const { kind } = instruction;
        if (kind === 'onbuild') return yield { notEvaluated: 'what is built on the image may compile' };
        if (
          kind === 'env' &&
          /\b(?:CUDA_HOME|NVCC|TORCH_CUDA_ARCH_LIST|CUDACXX|CUDA_PATH)\b/.test(instruction.rest.text)
        )
          return yield { notEvaluated: 'the program may compile when it runs' };
        does ||= kind === 'copy' || kind === 'add' || kind === 'cmd' || kind === 'entrypoint';
        if (kind !== 'run') continue;
        does = true;
        for (const script of subject.scripts(instruction)) {
          if (script.unparsed !== undefined) return yield { notEvaluated: script.unparsed };
          for (const command of script.commands)
            if (mayCompile(command)) return yield { notEvaluated: 'something in the stage compiles, or may do so' };
        }
      }
    const { image } = subject.rootOf(target).from;
    if (does && image !== undefined)
      yield hit(image.span, 'compiler and headers of CUDA ship in the image, and nothing in it is compiled', {
        help: 'build on the -runtime- image of the same version',
      });
  },
});

function mayCompile(command: Command): boolean {
  const { name, program, args } = command;
  if (program === undefined) return false;
  if (name === undefined || COMPILERS.test(name) || /\.(?:sh|py|run|bash)$/.test(name)) return true;
  if (/^(?:source|\.|bash|sh|git|npm|yarn|uv|poetry|conda-build|R|Rscript|julia)$/.test(name))
    return name !== 'git' || args.some(({ value }) => value === 'clone');
  if (/^python[\d.]*$/.test(name) && pipInstall(command) === undefined) return args[0]?.value !== '--version';
  const pip = pipInstall(command);
  if (pip !== undefined)
    return (
      pip.arguments.flag('--requirement', '--editable', '--no-binary', '--no-build-isolation') !== undefined ||
      pip.packages.some(({ value }) => value === undefined || /^[./]|[/:]|^git\+/.test(value) || COMPILED.test(value))
    );
  const conda = condaCall(command);
  if (conda !== undefined) return !/^(?:install|clean|config|init)$/.test(conda.verb.value ?? '');
  return packageCall(command)?.packages.some(({ value }) => value === undefined || BUILD_PACKAGES.test(value)) === true;
}
