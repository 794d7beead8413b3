import { defineRule, hit } from '../../src/rule.js';

export default defineRule({
  id: 'sudo-used',
  aliases: [
    'DL3004',
    'tally/hadolint/DL3004',
    'DS-0010',
    'AVD-DS-0010',
    'DS010',
    'no-sudo-run',
    'docker-no-sudo-run',
    'CKV2_DOCKER_1',
    '8ada6e80-0ade-439e-b176-0b28f6bce35a',
    'DKL-DI-0001',
    'sudo_usage',
  ],
  controls: ['CIS-4.1', 'CWE-250'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN runs a command through sudo.',
  why: `RUN already runs as the user that the last USER names, root if there is none, so \`sudo\` is either without effect or a
sign that the user has more rights than it should. It also brings a setuid program and its configuration into the image,
and it does not pass signals and terminal on as one expects.

Drop \`sudo\` where the user is root; elsewhere put \`USER root\` before the step and the old user back after it. To drop rights in an
entry point use \`gosu\`, \`su-exec\` or \`setpriv\`. Installing the package is not what this rule is about.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN sudo apt-get update && sudo -E apt-get install -y curl\n',
      at: ['sudo', 'sudo'],
    },
    {
      dockerfile: 'FROM debian:12\nRUN ["/usr/bin/sudo", "true"]\n',
      at: '/usr/bin/sudo',
      note: 'exec form runs commands too',
    },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nset -e\nif true; then sudo ls; fi\nEOF\n', at: 'sudo' },
    { dockerfile: 'FROM debian:12\nONBUILD RUN cd /x; sudo make\n', at: 'sudo' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y sudo\n' },
    { dockerfile: "FROM debian:12\nRUN echo 'sudo is not used' && visudo -c && ls /etc/sudoers\n" },
  ],
  history: true,
  badImages: [
    { image: { history: ['RUN /bin/sh -c sudo apt-get update # buildkit'], layers: [{ a: '' }] }, at: '' },
    {
      image: { history: ['|1 V=1 /bin/sh -c cd /x && sudo make install'], layers: [{ a: '' }] },
      at: '',
      note: 'the classic builder',
    },
  ],
  goodImages: [
    { image: { history: ['RUN |1 V=sudo /bin/sh -c apt-get install -y sudo # buildkit'], layers: [{ a: '' }] } },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands('sudo')) {
      if (command.program === undefined) continue;
      const state = subject.stateBefore(command.script.instruction);
      const user = state.user.value?.split(':')[0];
      const help =
        user === undefined || user === '' || user === 'root' || user === '0'
          ? 'drop sudo: the step runs as root already, unless a USER says otherwise'
          : `put USER root before the step and USER ${user} after it`;
      yield hit(command.program.span, 'sudo in a RUN adds nothing but a setuid program and unclear rights', { help });
    }
  },
});
