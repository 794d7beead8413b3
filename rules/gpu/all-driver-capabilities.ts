import { defineRule, hit, replacing } from '../../src/rule.js';
import { literalVariables } from '../_share/env-pairs.js';

export default defineRule({
  id: 'all-driver-capabilities',
  aliases: ['tally/gpu/prefer-minimal-driver-capabilities'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: 'NVIDIA_DRIVER_CAPABILITIES=all mounts every library of the driver into the container.',
  why: `The NVIDIA container runtime mounts those parts of the host's driver that the image asks for. \`all\` brings graphics, display and video as well: more code of the host in the container than it needs, and a container that does not start
on a host without these parts.

Computation needs \`compute,utility\`. Name \`graphics\`, \`video\` or \`display\` where the program renders or decodes.`,
  bad: [
    {
      dockerfile: 'FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nENV NVIDIA_DRIVER_CAPABILITIES=all\n',
      at: 'all',
      fixed: 'FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nENV NVIDIA_DRIVER_CAPABILITIES=compute,utility\n',
    },
    {
      dockerfile:
        'FROM ubuntu:24.04\nENV A=1 NVIDIA_DRIVER_CAPABILITIES="all"\nENV NVIDIA_DRIVER_CAPABILITIES compute,ALL\n',
      at: ['"all"', 'compute,ALL'],
      fixed:
        'FROM ubuntu:24.04\nENV A=1 NVIDIA_DRIVER_CAPABILITIES=compute,utility\nENV NVIDIA_DRIVER_CAPABILITIES compute,utility\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM ubuntu:24.04\nARG CAPS=all\nENV NVIDIA_DRIVER_CAPABILITIES=$CAPS\nENV NVIDIA_DRIVER_CAPABILITIES=compute,utility\nENV NVIDIA_DRIVER_CAPABILITIES=\n',
    },
    {
      dockerfile:
        'FROM ubuntu:24.04 AS build\nENV NVIDIA_DRIVER_CAPABILITIES=all\nFROM ubuntu:24.04\nCOPY --from=build /x /x\n',
      note: 'it does not ship',
    },
  ],
  *dockerfile(subject) {
    for (const { pair, value } of literalVariables(subject, 'NVIDIA_DRIVER_CAPABILITIES')) {
      if (pair.value === undefined || !value.toLowerCase().split(',').includes('all')) continue;
      yield hit(pair.value.span, 'every library of the driver is mounted into the container, display and video too', {
        help: 'name what the program uses: compute,utility for computation',
        fix: replacing(pair.value.span, 'compute,utility', 'Ask for compute and utility only', 'review'),
      });
    }
  },
});
