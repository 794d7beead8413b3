import { type DockerfileSubject, defineRule, hit } from '../../src/rule.js';
import { ancestry } from '../_share/ancestry.js';
import { isShipped } from '../_share/lineage.js';
import { MANAGERS, packageCall } from '../_share/packages.js';

const TOOLKIT = /^(?:nvidia-container-(?:toolkit|runtime)|nvidia-docker2?$|libnvidia-container)/;
/** Who runs containers in the container needs it there. */
const ENGINE = /^(?:docker-ce|docker\.io|docker-engine|moby-engine|containerd|podman|cri-o|kubelet|k3s|docker$|dind$)/;

export default defineRule({
  id: 'container-toolkit-installed',
  aliases: ['tally/gpu/no-container-runtime-in-image'],
  controls: [],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: "NVIDIA's container toolkit is installed in the image.",
  why: `The toolkit is a part of the host: it hooks into Docker or containerd and mounts driver and devices into containers. Inside an image it does nothing but add megabytes and a privileged program to keep up to date.

Install it on the host, and start the container with \`--gpus\`. An image that runs containers itself (Docker or Podman is installed too), and one that starts the toolkit, are left alone.`,
  bad: [
    {
      dockerfile:
        'FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN apt-get update && apt-get install -y curl nvidia-container-toolkit=1.16.1-1 libnvidia-container1\n',
      at: 'nvidia-container-toolkit=1.16.1-1',
    },
    { dockerfile: 'FROM fedora:42 AS a\nRUN dnf install -y nvidia-docker2\nFROM a\n', at: 'nvidia-docker2' },
  ],
  good: [
    {
      dockerfile:
        'FROM ubuntu:24.04\nRUN apt-get install -y docker-ce nvidia-container-toolkit\nRUN apt-get purge nvidia-docker2\n',
      note: 'it runs containers itself',
    },
    { dockerfile: 'FROM docker:27-dind\nRUN apk add nvidia-container-toolkit\n' },
    {
      dockerfile:
        'FROM ubuntu:24.04\nRUN apt-get install -y nvidia-container-toolkit\nENTRYPOINT ["nvidia-ctk", "runtime"]\n',
    },
    {
      dockerfile:
        'FROM ubuntu:24.04 AS build\nRUN apt-get install -y libnvidia-container-dev\nFROM ubuntu:24.04\nCMD ["nvidia-container-toolkit"]\n',
      note: 'it does not ship',
    },
  ],
  *dockerfile(subject) {
    const found = [];
    for (const command of subject.commands(...MANAGERS)) {
      const call = packageCall(command);
      if (call?.action !== 'install') continue;
      const first = call.packages.find(({ value }) => TOOLKIT.test(value ?? ''));
      if (first !== undefined && isShipped(subject, command.script.instruction)) found.push(first);
    }
    if (found.length === 0 || runsContainers(subject)) return;
    for (const argument of found)
      yield hit(argument.span, "NVIDIA's container toolkit works on the host and does nothing in an image", {
        help: 'leave it out, install it on the host and start the container with --gpus',
      });
  },
});

/** The image is an engine of containers, or the toolkit itself. */
function runsContainers(subject: DockerfileSubject): boolean {
  if (subject.target === undefined) return false;
  const { base } = subject.rootOf(subject.target);
  if (
    base.kind === 'image' &&
    /(?:^|[/-])(?:docker|dind|podman|k3s|container-toolkit|nvidia-container)/.test(base.parsed.repository)
  )
    return true;
  for (const stage of ancestry(subject, subject.target)) {
    for (const instruction of stage.instructions) {
      if (instruction.kind === 'entrypoint' || instruction.kind === 'cmd') {
        if (/nvidia-(?:ctk|container|toolkit)|dockerd|containerd/.test(instruction.rest.text)) return true;
      } else if (instruction.kind === 'run')
        for (const { commands } of subject.scripts(instruction))
          for (const command of commands)
            if (packageCall(command)?.packages.some(({ value }) => ENGINE.test(value ?? ''))) return true;
    }
  }
  return false;
}
