import { defineRule } from '../../src/rule.js';
import { rpmPrompts } from '../_share/prompts.js';

export default defineRule({
  id: 'dnf-prompt',
  aliases: ['DL3038', 'tally/hadolint/DL3038', '7ebd323c-31b7-4e5b-b26f-de5e9e477af8'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A call of `dnf`, `microdnf` or `tdnf` asks before it goes on, and nobody can answer in a build.',
  why: `dnf shows what it is about to do and asks "Is this ok". In a build there is no terminal: it takes that for a no, and the build stops.

Add \`-y\`. This holds for updating and removing, groups, modules and Copr repositories as well as for installing. \`microdnf\` never asks on Red Hat's images and their relatives; on Fedora it is another name of dnf5 today, which does.`,
  bad: [
    {
      dockerfile: 'FROM fedora:40\nRUN dnf install curl && dnf module enable nodejs:20\n',
      at: ['dnf install', 'dnf module'],
      fixed: 'FROM fedora:40\nRUN dnf install -y curl && dnf module -y enable nodejs:20\n',
    },
    { dockerfile: 'FROM photon:5\nRUN tdnf install curl && dnf -y install git\n', at: 'tdnf install' },
    {
      dockerfile:
        'FROM fedora\nRUN microdnf install curl\nFROM fedora:42\nRUN microdnf upgrade && microdnf install -y git\nFROM quay.io/fedora/fedora-minimal:42\nONBUILD RUN microdnf remove vim\n',
      at: ['microdnf install', 'microdnf upgrade', 'microdnf remove'],
      note: 'there it is dnf5',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM fedora:40\nRUN dnf -y install curl && dnf group install -y x && dnf config-manager --enable y && dnf module list\n',
    },
    {
      dockerfile: 'FROM registry.access.redhat.com/ubi9-minimal\nRUN microdnf install curl\n',
      note: 'it takes yes for granted',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN microdnf install curl\nFROM acme/base\nRUN microdnf install curl\nFROM fedora:37\nRUN microdnf install curl\n',
    },
    { dockerfile: 'FROM fedora:40\nCOPY <<EOF /etc/dnf/dnf.conf\n[main]\nassumeyes=True\nEOF\nRUN dnf install curl\n' },
  ],
  dockerfile: subject => rpmPrompts(subject, 'dnf', 'microdnf', 'tdnf'),
});
