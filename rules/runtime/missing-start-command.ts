import { defineRule } from '../../src/rule.js';
import { isOfficial } from '../_share/official-images.js';

export default defineRule({
  id: 'missing-start-command',
  aliases: ['required_instructions'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'The image has neither ENTRYPOINT nor CMD.',
  why: `\`docker run image\` answers "no command specified", and so does every orchestrator that is not told what to start.

An image that only carries files, or that others build upon, needs none. In a Dockerfile the rule speaks only where something shows that a container shall run: a port, a health check, a stop signal.`,
  bad: [{ dockerfile: 'FROM scratch\nCOPY app /\nEXPOSE 80\n', at: 'FROM scratch' }],
  good: [
    { dockerfile: 'FROM scratch\nCOPY app /\nENTRYPOINT ["/app"]\n' },
    { dockerfile: 'FROM scratch\nCOPY files /\n', note: 'it only carries files' },
    { dockerfile: 'FROM debian:12\nEXPOSE 80\n', note: 'the base image decides' },
  ],
  badImages: [{ image: { config: { Entrypoint: [], Env: ['A=b'] }, layers: [{ app: '' }] }, at: '' }],
  goodImages: [{ image: { config: { Cmd: ['/app'] }, layers: [{ app: '' }] } }],
  *config({ config }) {
    const { entrypoint, cmd, exposed, healthcheck, stopSignal, base, whole } = config;
    if (entrypoint.value !== undefined || cmd.value !== undefined) return;
    const unknown = entrypoint.unknown ?? cmd.unknown;
    // Docker's official images all start something.
    if (unknown !== undefined && base.kind === 'image' && isOfficial(base.reference)) return;
    if (unknown !== undefined) return yield { notEvaluated: unknown };
    const runs = exposed.length > 0 || stopSignal.value !== undefined || healthcheck.value?.none === false;
    if (whole.in === 'dockerfile' && !runs) return yield { notApplicable: 'nothing shows that it shall run' };
    yield {
      at: whole,
      message: 'a container of this image does not know what to start',
      help: 'end with ENTRYPOINT or CMD in JSON form',
    };
  },
});
