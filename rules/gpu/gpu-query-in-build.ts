import { type Command, defineRule, hit } from '../../src/rule.js';

const TOOLS = new Set(['nvidia-smi', 'nvidia-debugdump', 'nvidia-persistenced']);
/** What asks PyTorch or TensorFlow for a device. */
const QUERY =
  /\b(?:torch\.cuda\.(?:is_available|device_count|current_device|get_device_name|get_device_properties|get_device_capability|mem_get_info)|tf\.(?:test\.(?:is_gpu_available|gpu_device_name)|config\.(?:experimental\.)?list_(?:physical|logical)_devices)|tensorflow\.config\.list_physical_devices)\b/;

export default defineRule({
  id: 'gpu-query-in-build',
  aliases: ['tally/gpu/no-buildtime-gpu-queries'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'strict',
  summary: 'A RUN asks for a GPU, which no build has.',
  why: `The builder hands no GPU and no driver to a RUN. \`nvidia-smi\` comes with the driver and is not there, so the step fails; \`torch.cuda.is_available()\` says no on every machine, and what is chosen by it is wrong in every container.

Ask when the container starts: in ENTRYPOINT, CMD, HEALTHCHECK or the program itself. Compile for the architectures you mean to use, \`TORCH_CUDA_ARCH_LIST="8.0;9.0"\`, not for the one that is there. A call whose failure is caught, and a RUN that is given devices, are left alone.`,
  bad: [
    { dockerfile: 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN nvidia-smi\n', at: 'nvidia-smi' },
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN ARCH=$(nvidia-smi --query-gpu=compute_cap --format=csv) make && nvidia-smi | grep CUDA\n',
      at: ['nvidia-smi', 'nvidia-smi'],
    },
    {
      dockerfile:
        'FROM pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime\nRUN python3 -c "import torch; assert torch.cuda.is_available()"\nRUN <<EOF\nuv run python -c \'import tensorflow as tf; print(tf.config.list_physical_devices("GPU"))\'\nEOF\n',
      at: [
        '"import torch; assert torch.cuda.is_available()"',
        '\'import tensorflow as tf; print(tf.config.list_physical_devices("GPU"))\'',
      ],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN nvidia-smi || true\nRUN nvidia-smi | grep CUDA && true || echo none\nRUN if nvidia-smi; then make; fi\nRUN --device=nvidia.com/gpu=all nvidia-smi\nRUN command -v nvidia-smi && nvidia-smi --help\nHEALTHCHECK CMD nvidia-smi\nCMD ["nvidia-smi"]\n',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN echo "torch.cuda.is_available()" > check.py && apt-get install -y nvidia-smi && grep nvidia-smi x\nRUN cat <<EOF > /check.sh\nnvidia-smi\nEOF\nRUN python -c "import torch; print(torch.version.cuda)"\n',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands()) {
      const { name = '', program, args, script } = command;
      if (name === '' || program === undefined) continue;
      const code = TOOLS.has(name) ? undefined : pythonCode(command);
      if (!TOOLS.has(name) && (code === undefined || !QUERY.test(code.value ?? code.text))) continue;
      if (isCaught(command) || isOnlyLookedFor(command)) continue;
      if (script.instruction.flags.some(flag => flag.name === 'device')) continue;
      if (code === undefined && args.some(({ value }) => /^(?:-h|--help|--version)$/.test(value ?? ''))) continue;
      yield hit(
        code?.span ?? program.span,
        code === undefined
          ? `${name} needs a driver and a GPU, and a build has neither`
          : 'a build has no GPU, so the answer is no on every machine',
        {
          help: 'ask when the container starts: in ENTRYPOINT, CMD or the program',
          ...(code !== undefined && { severity: 'warning' as const }),
        },
      );
    }
  },
});

/** The text behind `-c` of a Python, also of `uv run python`. */
function pythonCode({ name = '', args }: Command): Command['args'][number] | undefined {
  const isPython = (word: string): boolean => /^(?:.*\/)?python[\d.]*$/.test(word);
  const runs = /^(?:uv|poetry|pipenv|conda|mamba|micromamba|pdm|hatch)$/.test(name);
  if (!isPython(name) && !(runs && args.some(({ value }) => isPython(value ?? '')))) return undefined;
  const at = args.findIndex(({ value }) => value === '-c');
  return at === -1 ? undefined : args[at + 1];
}

/** `command -v nvidia-smi` runs nothing. */
function isOnlyLookedFor({ wrappers }: Command): boolean {
  return wrappers.some(({ name, args }) => name === 'command' && /^-[vV]$/.test(args[0]?.value ?? ''));
}

/** Its failure does not end the step. */
function isCaught(command: Command): boolean {
  const { condition, negated, function: inFunction } = command.inside;
  if (condition || negated || inFunction) return true;
  const { commands } = command.script;
  // A list is followed to its end; a bound keeps a long one linear.
  for (let i = command.index, steps = 0; steps < 64; i++, steps++) {
    const after = commands[i]?.after;
    if (after === '||') return true;
    if (after !== '&&' && after !== '|') return false;
  }
  return false;
}
