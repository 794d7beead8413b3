import { defineRule, hit, strings } from '../../src/rule.js';

export default defineRule({
  id: 'constant-platform',
  aliases: [
    'DL3029',
    'FromPlatformFlagConstDisallowed',
    'tally/buildkit/FromPlatformFlagConstDisallowed',
    'b16e8501-ef3c-44e1-a543-a093238099c9',
  ],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'FROM --platform has a fixed value.',
  why: `The stage is then built for that platform whatever the user asks for with \`docker build --platform\`: on another machine it is emulated, or the image carries programs that do not run there.

Leave the flag out, or write \`--platform=$BUILDPLATFORM\` for a stage that only cross-compiles. A stage whose name holds the operating system or architecture (\`AS build-arm64\`) is one of several, chosen
by name, and is left alone; so are Windows images, which exist for one platform only.`,
  bad: [
    { dockerfile: 'FROM --platform=linux/amd64 debian:12\n', at: '--platform=linux/amd64' },
    { dockerfile: 'FROM --platform=linux/arm64 debian:12 AS build\n', at: '--platform=linux/arm64' },
  ],
  good: [
    {
      dockerfile:
        'FROM --platform=$BUILDPLATFORM debian:12 AS build\nFROM --platform=linux/arm64 debian:12 AS build-arm64\nFROM debian:12\n',
    },
    {
      dockerfile: 'ARG PLATFORM=linux/amd64\nFROM --platform=$PLATFORM debian:12\n',
      note: 'whoever builds can choose',
    },
    { dockerfile: 'FROM --platform=windows/amd64 mcr.microsoft.com/windows/nanoserver:ltsc2022\n' },
    { dockerfile: 'FROM --platform=linux/amd64 debian:12\n', options: { allow: ['linux/amd64'] } },
  ],
  options: { allow: strings('Platforms that may be fixed.') },
  *dockerfile({ file, options }) {
    for (const { from, name, os } of file.stages) {
      for (const flag of from.flags) {
        const value = flag.name === 'platform' ? flag.value : undefined;
        if (
          value === undefined ||
          value === '' ||
          value.includes('$') ||
          options.allow.includes(value) ||
          os === 'windows'
        )
          continue;
        if (
          name !== undefined &&
          value
            .toLowerCase()
            .split('/')
            .some(part => part !== '' && name.includes(part))
        )
          continue;
        yield hit(flag.span, `this stage is always built for ${value}, whatever platform is asked for`, {
          help: 'leave --platform out, or write --platform=$BUILDPLATFORM for a stage that cross-compiles',
        });
      }
    }
  },
});
