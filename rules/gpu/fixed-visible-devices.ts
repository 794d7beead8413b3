import { defineRule, hit } from '../../src/rule.js';
import { cudaOf } from '../_share/cuda.js';
import { literalVariables, withoutPair } from '../_share/env-pairs.js';

/** Words that say that no device is to be seen. */
const NONE = /^(?:none|void|nodevfiles|-1)?$/i;
const DEVICES = /^(?:\d+(?::\d+)?|(?:GPU|MIG)-[^,\s]+)(?:,|$)/i;

export default defineRule({
  id: 'fixed-visible-devices',
  aliases: ['tally/gpu/no-hardcoded-visible-devices'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'strict',
  summary: 'The image fixes which GPUs its containers see.',
  why: `Which GPU a container gets is known where it runs. An index or identifier in the image is right on one machine: on another the program finds no device, or all containers share the first one while the others idle. A scheduler that hands out
devices is overruled by \`CUDA_VISIBLE_DEVICES\`.

Leave it to whoever starts the container: \`docker run --gpus '"device=0"'\`. \`none\`, \`void\`, an empty value and \`-1\` hide all devices on purpose and are left alone; so is \`NVIDIA_VISIBLE_DEVICES=all\`, but on \`nvidia/cuda\`, which sets it already.`,
  bad: [
    {
      dockerfile: 'FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nENV CUDA_VISIBLE_DEVICES=0,1\nRUN true\n',
      at: 'CUDA_VISIBLE_DEVICES=0,1',
      fixed: 'FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN true\n',
    },
    {
      dockerfile:
        'FROM ubuntu:24.04\nENV A=1 NVIDIA_VISIBLE_DEVICES=GPU-8b2c B=2\nENV NVIDIA_VISIBLE_DEVICES MIG-1/0\n',
      at: ['NVIDIA_VISIBLE_DEVICES=GPU-8b2c', 'NVIDIA_VISIBLE_DEVICES MIG-1/0'],
      fixed: 'FROM ubuntu:24.04\nENV A=1 B=2\n',
    },
    {
      dockerfile: 'FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nENV NVIDIA_VISIBLE_DEVICES=all B=2\n',
      at: 'NVIDIA_VISIBLE_DEVICES=all',
      fixed: 'FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nENV B=2\n',
      note: 'the base says so already',
    },
    {
      dockerfile: 'FROM ubuntu:24.04\nENV A=1 \\\n    CUDA_VISIBLE_DEVICES=0 \\\n    B=2\n',
      at: 'CUDA_VISIBLE_DEVICES=0',
      note: 'a line of its own: nothing is offered',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nARG GPUS=0\nENV NVIDIA_VISIBLE_DEVICES=$GPUS\nENV NVIDIA_VISIBLE_DEVICES=none CUDA_VISIBLE_DEVICES=NoDevFiles\nENV NVIDIA_VISIBLE_DEVICES=void CUDA_VISIBLE_DEVICES=-1\nENV CUDA_VISIBLE_DEVICES=\n',
    },
    { dockerfile: 'FROM ubuntu:24.04\nENV NVIDIA_VISIBLE_DEVICES=all\n', note: 'another base does not say so' },
    { dockerfile: 'FROM ubuntu:24.04 AS a\nENV CUDA_VISIBLE_DEVICES=0\nFROM ubuntu:24.04\nCOPY --from=a /x /x\n' },
  ],
  *dockerfile(subject) {
    for (const set of literalVariables(subject, 'NVIDIA_VISIBLE_DEVICES', 'CUDA_VISIBLE_DEVICES')) {
      const { instruction, pair, name } = set;
      const value = set.value.trim();
      const redundant = name.startsWith('NVIDIA') && value.toLowerCase() === 'all';
      if (NONE.test(value)) continue;
      if (redundant && cudaOf(subject, instruction) === undefined) continue;
      if (!redundant && name.startsWith('NVIDIA') && !DEVICES.test(value)) continue;
      const edits = withoutPair(subject.file.text, instruction, pair);
      yield hit(
        pair.span,
        redundant
          ? 'the base image makes all devices visible already'
          : `${name} fixes GPUs that only one machine has, whatever whoever starts the container wants`,
        {
          help: redundant
            ? 'leave it out'
            : 'leave it out and choose when the container starts: docker run --gpus \'"device=0"\'',
          ...(redundant && { severity: 'info' as const }),
          ...(edits && { fix: { title: `Take ${name} away`, safety: redundant ? 'safe' : 'review', edits } }),
        },
      );
    }
  },
});
