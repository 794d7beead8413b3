import { defineRule, hit } from '../../src/rule.js';
import { type CudaImage, cudaOf } from '../_share/cuda.js';
import { MANAGERS, packageCall } from '../_share/packages.js';

/** What is in each flavour, besides what is in the one before. */
const PACKAGES = {
  base: /^cuda-(?:cudart|compat)$/,
  runtime: /^(?:cuda-(?:libraries|nvtx)|lib(?:npp|cusparse|cublas|cufft|curand|cusolver)|libnccl2)$/,
  devel:
    /^(?:nvidia-cuda-toolkit|cuda(?:-(?:toolkit|nvcc|compiler|cudart-dev(?:el)?|command-line-tools|minimal-build|libraries-dev(?:el)?|nvml-dev(?:el)?|nvprof))?|lib(?:npp|cusparse|cublas|nccl)-dev(?:el)?)$/,
};

export default defineRule({
  id: 'cuda-installed-twice',
  aliases: ['tally/gpu/no-redundant-cuda-install'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'strict',
  summary: 'CUDA packages are installed that the nvidia/cuda image has already.',
  why: `The \`devel\` images hold the whole toolkit, \`runtime\` the libraries, \`base\` the CUDA runtime, and tags with \`cudnn\` cuDNN. To install them again costs gigabytes: a name without a version (\`cuda-toolkit\`) brings the newest CUDA beside the one that is
there, \`cuda\` a driver as well, which belongs to the host, and Ubuntu's \`nvidia-cuda-toolkit\` an older CUDA.

Leave the package out. A package of another CUDA version than the image's (\`cuda-toolkit-11-8\`) is another thing and left alone.`,
  bad: [
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN apt-get update && apt-get install -y git cuda-toolkit cuda-nvcc-12-4=12.4.131-1\n',
      at: ['cuda-toolkit', 'cuda-nvcc-12-4=12.4.131-1'],
    },
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-cudnn-runtime-rockylinux9\nRUN dnf install -y libcudnn9-cuda-12 cuda-libraries-12-4\n',
      at: ['libcudnn9-cuda-12', 'cuda-libraries-12-4'],
    },
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS a\nFROM a\nRUN apt-get install -y nvidia-cuda-toolkit\n',
      at: 'nvidia-cuda-toolkit',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN apt-get install -y cuda-toolkit-12-4 cuda-nvcc-12-4 libcudnn9-cuda-12\nFROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04\nRUN apt-get install -y libcudnn9-dev-cuda-12\n',
      note: 'they are not in this flavour',
    },
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN apt-get install -y cuda-toolkit-11-8 cuda-nsight-systems-12-4\nRUN apt-get remove cuda-toolkit\nFROM nvcr.io/nvidia/pytorch:24.05-py3\nRUN apt-get install -y cuda-toolkit\nFROM nvidia/cuda\nRUN apt-get install -y cuda-toolkit\n',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands(...MANAGERS)) {
      const call = packageCall(command);
      if (call?.action !== 'install') continue;
      const image = cudaOf(subject, command.script.instruction);
      if (image === undefined) continue;
      for (const argument of call.packages)
        if (argument.value !== undefined && isThere(image, argument.value))
          yield hit(argument.span, 'the base image has this already, so CUDA is in the image twice', {
            help: `leave it out: the ${image.flavour ?? 'cudnn'} image brings it`,
          });
    }
  },
});

function isThere({ flavour, version, cudnn }: CudaImage, word: string): boolean {
  const name = word.replace(/[=*].*$/, '');
  if (/^(?:lib)?cudnn\d*(?:-dev(?:el)?)?(?:-cuda-\d+)?$/.test(name))
    return cudnn && (!name.includes('-dev') || flavour === 'devel');
  if (flavour === undefined) return false;
  const [, bare = name, major, minor] = /^(.+?)-(\d{1,2})-(\d{1,2})$/.exec(name) ?? [];
  if (major !== undefined && (version === undefined || Number(major) !== version[0] || Number(minor) !== version[1]))
    return false;
  const flavours = ['base', 'runtime', 'devel'] as const;
  return flavours.slice(0, flavours.indexOf(flavour) + 1).some(each => PACKAGES[each].test(bare));
}
