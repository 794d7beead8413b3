import type { Format } from '../../src/secrets/format.js';
import { GROUPS } from '../../src/secrets/formats/index.js';

const code = (text: string): string => `\`${text.trim()}\``;
/** Many starts of one sort are told by the first of them. */
const startsOf = ({ starts }: Format): string =>
  starts.slice(0, 6).map(code).join(', ') + (starts.length > 6 ? ', …' : '');

/** The text of `docs/secrets.md`. */
export function secretsPage(): string {
  const number = GROUPS.reduce((sum, [, formats]) => sum + formats.length, 0);
  return `<!-- Generated from src/secrets/formats/: UPDATE=1 npm test writes it anew. -->

# Secrets

What counts as a secret by its form alone: ${number} formats, the same in Dockerfiles, in an image's configuration and history, and in the files of its layers. Each has something fixed
that nothing else has. Where an issuer gives more to go by, that is checked too: the checksum at the end of a GitHub token or of an age key, what a JSON Web Token says when it is decoded, the account number
in a Discord bot's. The names of variables are no part of this; the rules weigh them, together with the values.

None of these is a secret: a stand-in (\`changeme\`, \`<token>\`, \`\${TOKEN}\`), a key that its vendor prints in its documentation or builds into an emulator, and a text that nobody has drawn at
random (\`xxxx\`, \`12345678\`, \`your_token\`). Keys for a vendor's test mode and keys meant for everybody (publishable keys, Supabase's \`anon\`) are not looked for.

A text is searched in one pass, in time that grows with its length, whatever stands in it. Of a file's bytes almost all are passed over undecoded.

## Allowing one

Best by the place where it stands: \`# plimsoll allow …\` above an instruction, \`allow\` with globs over paths of an image. A secret that is known, wherever it stands, by its fingerprint, and all of one
kind by the format:

    # .plimsoll.yaml
    secrets:
      allow: ["3fa91c", json-web-token]

\`--format json\` and \`sarif\` show the fingerprint, \`findings[].secret\`: six digits, which tell one secret from another but prove nothing to whoever guesses. With \`salt:\` and a text of your own beside \`allow:\`
the fingerprints are others than everybody's. Another secret in the same place is another finding, so a baseline does not hide it. The formats' names are stable. What is told by its name and value goes by \`named-value\`,
a file that a program keeps credentials in by \`credential-file\`.
${GROUPS.map(([title, formats]) => section(title, formats)).join('')}`;
}

function section(title: string, formats: readonly Format[]): string {
  const rows = formats.map(
    format =>
      `| \`${format.id}\` | ${format.kind} | ${startsOf(format)} | ${format.proof === undefined ? '' : 'yes'} |`,
  );
  return `
## ${title}

| Format | What it is | Has one of these in it | Checked further |
|---|---|---|---|
${rows.join('\n')}
`;
}
