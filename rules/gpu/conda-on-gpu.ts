import { defineRule, hit, type Stage } from '../../src/rule.js';
import { CONDA, condaCall } from '../_share/conda.js';
import { stageOf } from '../_share/copies.js';
import { cudaOfStage } from '../_share/cuda.js';
import { through } from '../_share/edits.js';

export default defineRule({
  id: 'conda-on-gpu',
  aliases: ['tally/gpu/prefer-uv-over-conda'],
  controls: [],
  severity: 'info',
  confidence: 'low',
  preset: 'all',
  summary: '`conda` installs a few packages on a CUDA image where wheels would do.',
  why: `conda brings a Python, a solver and often a second CUDA of its own onto an image that has one, and leaves gigabytes of package cache. PyTorch and its like are published as wheels; PyTorch itself no longer is for conda.

Write \`uv pip install --torch-backend=auto torch\` or \`pip install\`. Whoever describes an environment in a file (\`environment.yml\`, \`conda-lock\`) has chosen conda for more than that and is left alone.`,
  bad: [
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN conda install -y -c pytorch pytorch && conda install -y numpy\n',
      at: 'conda install',
      note: 'once for a stage',
    },
    {
      dockerfile: 'FROM nvidia/cuda:12.4.1-base-ubuntu22.04 AS a\nFROM a\nRUN micromamba install -y xformers\n',
      at: 'micromamba install',
    },
  ],
  good: [
    { dockerfile: 'FROM ubuntu:24.04\nRUN conda install -y numpy\n' },
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN conda env create -f environment.yml && conda install -y numpy\n',
    },
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN conda install --file packages.txt\nFROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN conda clean -a && conda install $PACKAGES\n',
    },
  ],
  *dockerfile(subject) {
    const seen = new Map<Stage, ReturnType<typeof hit> | undefined>();
    for (const command of subject.commands(...CONDA, 'conda-lock')) {
      const stage = stageOf(subject, command.script.instruction);
      if (stage === undefined || cudaOfStage(subject, stage) === undefined) continue;
      const call = condaCall(command);
      const verb = call?.verb.value;
      if (call === undefined || verb === 'env' || verb === 'create' || call.arguments.flag('--file') !== undefined) {
        seen.set(stage, undefined);
        continue;
      }
      if (verb !== 'install' || call.packages.length === 0 || seen.has(stage)) continue;
      if (call.packages.some(({ value }) => value === undefined)) continue;
      seen.set(
        stage,
        hit(through(command, call.verb), 'conda brings a Python and often a CUDA of its own for what wheels would do', {
          help: 'install wheels with uv pip install or pip install',
        }),
      );
    }
    for (const found of seen.values()) if (found !== undefined) yield found;
  },
});
