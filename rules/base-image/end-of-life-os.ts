import { defineRule } from '../../src/rule.js';
import { endOfLife, readOsRelease } from '../_share/eol.js';
import { shownPath } from '../_share/layer-place.js';

const built = (day: string): { Labels: Record<string, string> } => ({
  Labels: { 'org.opencontainers.image.created': `${day}T08:00:00Z` },
});

export default defineRule({
  id: 'end-of-life-os',
  aliases: [],
  controls: ['CIS-4.4', 'CWE-1104'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: "The image's distribution got no security updates any more when it was built.",
  why: `After its end of life a distribution's holes are published and stay open. Scanners find little in it, because nobody reports on it any more.

Build on a release that is maintained. Where that cannot be, buy the maker's extended support, or copy the program into a newer image, and allow the finding with that reason and a date.

The release is read from \`os-release\` and its last day from a table: of Debian's long-term support, Ubuntu's standard support, and the maintenance of Alpine, RHEL and its
rebuilds, CentOS, Fedora, Amazon Linux and openSUSE Leap. No clock is asked, so that an answer does not change from one day to the next: it is compared with the day on which the image says it was built (\`created\`, else the label \`org.opencontainers.image.created\`). An image
that says no day, or one from before 2015 (builds that can be repeated say 1970), cannot be judged.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        config: built('2025-03-01'),
        layers: [
          {
            'etc/os-release': { link: '../usr/lib/os-release' },
            'usr/lib/os-release': 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="10"\n',
          },
        ],
      },
      at: 'usr/lib/os-release',
    },
    {
      image: {
        created: '2025-12-01T10:20:30.123456789+02:00',
        config: built('2023-06-01'),
        layers: [{ 'etc/os-release': 'ID=alpine\nVERSION_ID=3.18.4\n' }],
      },
      at: 'etc/os-release',
      note: "the label may be the base image's",
    },
  ],
  goodImages: [
    {
      image: { config: built('2024-03-01'), layers: [{ 'etc/os-release': 'ID=debian\nVERSION_ID=10\n' }] },
      note: 'it had updates when the image was built',
    },
    {
      image: { created: '1970-01-01T00:00:00Z', layers: [{ 'etc/os-release': 'ID=debian\nVERSION_ID=8\n' }] },
      note: 'nobody knows when it was built',
    },
    { image: { config: built('2025-03-01'), layers: [{ 'etc/os-release': 'ID=arch\nBUILD_ID=rolling\n' }] } },
    {
      image: {
        config: built('2025-03-01'),
        layers: [
          { 'etc/os-release': 'ID=debian\nVERSION_ID=10\n' },
          { 'etc/os-release': 'ID=debian\nVERSION_ID=12\n' },
        ],
      },
      note: 'what a container sees counts',
    },
  ],
  reads: {
    releases: {
      match: ['etc/os-release', 'usr/lib/os-release'],
      bytes: 8192,
      keep: ({ type }, head) => (type === 'file' ? readOsRelease(new TextDecoder().decode(head)) : undefined),
    },
  },
  *image({ seen, at, image, incomplete }) {
    const file = at('etc/os-release') ?? at('usr/lib/os-release');
    const found = seen('releases').find(
      ({ entry, layer, goneIn }) => goneIn === undefined && entry.path === file?.path && layer.index === file.layer,
    );
    if (file === undefined || found === undefined) {
      if (incomplete !== undefined) return yield { notEvaluated: incomplete };
      return yield file === undefined
        ? { notApplicable: 'there is no os-release: the image is no distribution' }
        : { notEvaluated: 'os-release cannot be read' };
    }
    const release = found.value;
    const name = shownPath(
      `${release.get('ID') ?? 'a distribution without a name'} ${release.get('VERSION_ID') ?? ''}`.trim(),
    );
    const end = endOfLife(release);
    if (end === 'rolling') return yield { notApplicable: `${name} has no releases that could end` };
    if (end === 'unknown') return yield { notEvaluated: `the end of life of ${name} is not known` };
    const label = image.runtime.labels.find(one => one.name === 'org.opencontainers.image.created')?.value.value;
    const created = [image.created, label].map(dayOf).find(day => day !== undefined);
    if (created === undefined)
      return yield { notEvaluated: `${name} ends on ${end}, and the image does not say when it was built` };
    if (created > end)
      yield {
        at: { in: 'layer', layer: found.layer.index, path: found.entry.path },
        message: `${name} got its last security updates on ${end}, and the image was built on ${created}: known holes stay open`,
        help: 'build on a release that is still maintained',
      };
  },
});

/** The day of a time as RFC 3339 writes it; builds that can be repeated put one from long ago, which says nothing. */
function dayOf(time: string | undefined): string | undefined {
  const day = /^(\d{4}-\d\d-\d\d)[Tt ]/.exec(time ?? '')?.[1];
  return day === undefined || day < '2015-01-02' ? undefined : day;
}
