import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'volume-over-files',
  aliases: ['DKL-DI-0002'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'A VOLUME lies over files that the image ships.',
  why: `What a container finds there depends on the engine. Docker copies the files into each new volume, so that a container that keeps its volume never sees those of a newer image; a bind mount and every volume of
Kubernetes hide them.

Where that is meant, as a first filling that users may change, all is well. Otherwise ship the files elsewhere, or leave VOLUME out: whoever runs the image can still mount one there.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: { config: { Volumes: { '/data/': {} } }, layers: [{ 'data/db.sql': 'x', 'data/a/': {} }] },
      at: '/config/Volumes/~1data~1',
    },
    {
      image: { config: { Volumes: { '/var/run': {} } }, layers: [{ 'var/run': { link: '/run' }, 'run/x': 'x' }] },
      at: '/config/Volumes/~1var~1run',
      note: 'through a symlink',
    },
  ],
  goodImages: [
    {
      image: {
        config: { Volumes: { '/data': {}, '/none': {} } },
        layers: [{ 'data/a/': {}, 'data/.keep': '', 'database/x': 'x', 'data/x': 'x' }, { 'data/.wh.x': '' }],
      },
      note: 'nothing but folders and empty files',
    },
  ],
  *image(subject) {
    const { volumes } = subject.image.runtime;
    for (const { name, value, at } of volumes) {
      const folder = subject.at(value.value ?? name);
      if (folder === undefined || folder.type !== 'directory' || folder.path === '') continue;
      let files = 0;
      for (const { type, size } of subject.below(folder.path)) if (type === 'file' && size > 0) files++;
      if (files > 0)
        yield {
          at,
          message: `${files === 1 ? 'one file' : `${files} files`} of the image below ${name}: Docker copies them into new volumes, and Kubernetes hides them`,
          help: 'ship them elsewhere, or leave VOLUME out',
        };
    }
    if (volumes.length > 0 && subject.incomplete !== undefined) yield { notEvaluated: subject.incomplete };
  },
});
