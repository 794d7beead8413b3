import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'onbuild-in-application',
  aliases: [],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: 'The image holds ONBUILD triggers.',
  why: `They run in the build of whoever writes \`FROM\` this image, without a line in their Dockerfile that says so: files are copied, commands run, and nobody who reads the file sees it. OCI images have no
place for triggers, so they vanish when the image is converted.

An image made to be built upon may want them; an application does not. They are left out of images that are made from this one: look for ONBUILD in the Dockerfile itself.`,
  bad: [],
  good: [],
  badImages: [
    { image: { config: { OnBuild: ['COPY . /app', 'RUN make'] }, layers: [{ x: '' }] }, at: '/config/OnBuild' },
  ],
  goodImages: [{ image: { config: { OnBuild: null }, layers: [{ x: '' }] } }, { image: { config: { OnBuild: [] } } }],
  *image({ image }) {
    const { config } = image.raw;
    const triggers =
      typeof config === 'object' && config !== null ? (config as Record<string, unknown>).OnBuild : undefined;
    if (!Array.isArray(triggers) || triggers.length === 0) return;
    const keywords = triggers.map(trigger => /^\s*([A-Za-z]{1,20})\b/.exec(String(trigger))?.[1]?.toUpperCase());
    const named = [...new Set(keywords.filter(keyword => keyword !== undefined))].slice(0, 5).join(', ');
    yield {
      at: { in: 'config', pointer: '/config/OnBuild' },
      message: `${triggers.length === 1 ? 'one instruction runs' : `${triggers.length} instructions run`} in the build of every image made from this one${named === '' ? '' : `: ${named}`}`,
      help: 'move them into the Dockerfiles that need them, unless the image is made to be built upon',
    };
  },
});
