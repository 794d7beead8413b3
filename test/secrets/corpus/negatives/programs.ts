/** Programs, pages and prose with the words and letters of secrets. */
import { bundle, elf } from '../files.js';
import { camel, type Name, setting, snake, upper } from '../passwords.js';
import { ALNUM, DIGITS, LOWER, type Random, UPPER } from '../random.js';
import { type Harmless, kind, lines } from './shape.js';

const name = (r: Random): Name => setting(r).name;
const image = (r: Random) => `data:image/png;base64,iVBORw0KGgo${r.base64(300)}`;
/** As AWS shows it in its documentation. */
const SHOWN = 'AKIA' + 'IOSFODNN7EXAMPLE';

const CODE: readonly Harmless[] = [
  kind('JavaScript about passwords', 'src/auth.js', 50, r => {
    const n = camel(name(r));
    return `export async function check(${n}, hash) {\n  if (${n} === undefined) throw new Error('${n} is required');\n  const ${n}Hash = await bcrypt.hash(${n}, 12);\n  return { ${n}: req.body.${n}, type: 'password', placeholder: 'Your password' };\n}\nconst ${n} = process.env.${upper(name(r))};\n`;
  }),
  kind('Python about passwords', 'app/auth.py', 50, r => {
    const n = snake(name(r));
    return `${upper(name(r))} = os.environ["${upper(name(r))}"]\n\ndef login(user, ${n}=None):\n    ${n} = ${n} or getpass.getpass("${n}: ")\n    return hmac.compare_digest(digest(${n}), self.${n}_hash)\n`;
  }),
  kind('Go about tokens', 'auth.go', 40, r => {
    const n = camel(name(r));
    return `func Verify(${n} string) error {\n\tif ${n} == "" {\n\t\treturn errors.New("${n} must not be empty")\n\t}\n\tcfg.${n} = os.Getenv("${upper(name(r))}")\n\treturn nil\n}\n`;
  }),
  kind('Java about passwords', 'Auth.java', 30, r => {
    const n = camel(name(r));
    return `class Auth {\n  static final String ${upper(name(r))}_PROPERTY = "app.security.${n}";\n  void set(String ${n}) { this.${n} = encoder.encode(${n}); }\n}\n`;
  }),
  kind(
    'PHP about passwords',
    'auth.php',
    30,
    r =>
      `<?php\n$${snake(name(r))} = getenv('${upper(name(r))}');\n$password = password_hash($_POST['password'], PASSWORD_DEFAULT);\n`,
  ),
  kind('shell about tokens', 'run.sh', 40, r => {
    const n = upper(name(r));
    return `#!/bin/sh\n: "\${${n}:?}"\n${n}=$(cat /run/secrets/${n.toLowerCase()})\nexport ${n}\ncurl -H "Authorization: Bearer $${n}" -u "bot:$${n}" https://api.acme.io\n`;
  }),
  kind(
    'SQL schema',
    'schema.sql',
    30,
    r =>
      `CREATE TABLE users (\n  id uuid PRIMARY KEY,\n  ${snake(name(r))} varchar(255) NOT NULL,\n  password_reset_token char(64)\n);\nALTER USER app PASSWORD :'pw';\n`,
  ),
  kind('JSON schema', 'schema.json', 40, r =>
    JSON.stringify({
      type: 'object',
      properties: {
        [camel(name(r))]: { type: 'string', minLength: 8, format: 'password' },
        password: { type: 'string', description: 'Password for basic authentication' },
      },
      required: ['password'],
    }),
  ),
  kind(
    'OpenAPI',
    'openapi.yaml',
    30,
    r =>
      `components:\n  securitySchemes:\n    apiKey:\n      type: apiKey\n      name: X-Api-Key\n      in: header\n  schemas:\n    Login:\n      properties:\n        ${camel(name(r))}: { type: string, example: "correct horse" }\n`,
  ),
  kind(
    'types',
    'auth.d.ts',
    20,
    r =>
      `export interface Options {\n  ${camel(name(r))}?: string;\n  password: string | undefined;\n  token: Promise<AuthenticationToken>;\n}\n`,
  ),
  kind('minified code', 'app.min.js', 60, r => bundle(r, 4000)),
  kind('source map', 'app.js.map', 40, r =>
    JSON.stringify({
      version: 3,
      sources: ['auth-token.js'],
      mappings: lines(40, () => `${r.text(`${UPPER}${LOWER}`, 40)};`).replaceAll('\n', ''),
    }),
  ),
  kind('program', 'bin/tool', 30, r => elf(r, 6000)),
  kind(
    'WebAssembly in text',
    'wasm.js',
    20,
    r => `const wasm = "AGFzbQEAAAA${r.base64(600)}";\nexport default decode(wasm);\n`,
  ),
];

const MEDIA: readonly Harmless[] = [
  kind(
    'image in CSS',
    'style.css',
    40,
    r => `.a{background:url(${image(r)})}\n.key{color:#${r.hex(6)}}\n.token::before{content:"\\f${r.hex(3)}"}\n`,
  ),
  kind(
    'font in CSS',
    'font.css',
    20,
    r => `@font-face{src:url(data:font/woff2;base64,d09GMgABAAAA${r.base64(500)}) format("woff2")}\n`,
  ),
  kind(
    'page',
    'index.html',
    40,
    r =>
      `<form><input type="password" name="password" placeholder="Password"><input name="csrf_token" value=""></form>\n<script src="/a.js" integrity="sha384-${r.base64(48)}"></script>\n<img src="${image(r)}">\n`,
  ),
  kind(
    'SVG',
    'icon.svg',
    20,
    r =>
      `<svg><image href="${image(r)}"/><path d="M${lines(40, () => `${r.below(99)}.${r.below(99)},${r.below(99)}`)}"/></svg>`,
  ),
  kind('notebook', 'plot.ipynb', 20, r =>
    JSON.stringify({ cells: [{ outputs: [{ data: { 'image/png': r.base64(600) } }], id: r.hex(8) }] }),
  ),
];

const PROSE: readonly Harmless[] = [
  kind('translations', 'locales/de.json', 40, r =>
    JSON.stringify({
      password: 'Passwort',
      newPassword: 'Neues Passwort',
      [camel(name(r))]: 'Bitte eingeben',
      token: 'Zugangsschlüssel',
      forgotPassword: 'Passwort vergessen?',
      passwordTooShort: 'Mindestens 12 Zeichen',
    }),
  ),
  kind(
    'translations',
    'locales/messages_fr.properties',
    30,
    () =>
      'login.password=Mot de passe\nlogin.token=Jeton\nlogin.secret=Votre code secret\nerror.password=Le mot de passe doit contenir 8 caractères\n',
  ),
  kind(
    'translations',
    'locale/es.yml',
    30,
    () =>
      'es:\n  user:\n    password: Contraseña\n    password_confirmation: Confirmación\n    api_key: Clave de acceso\n    secret: Pregunta secreta\n    token: Código de 6 dígitos\n',
  ),
  kind(
    'translations',
    'po/sv.po',
    20,
    () => 'msgid "Password:"\nmsgstr "Lösenord:"\n\nmsgid "Enter token"\nmsgstr "Ange kod"\n',
  ),
  kind(
    'man page',
    'man/tool.1',
    30,
    r =>
      `.TH TOOL 1\n.SH OPTIONS\n.TP\n.B \\-\\-password=\\fIPASSWORD\\fR\nThe password. May also come from ${upper(name(r))}.\n.SH EXAMPLES\ntool \\-\\-url https://user:password@host.example.com/\n`,
  ),
  kind(
    'README',
    'README.md',
    50,
    r =>
      `# Tool\n\nSet \`${upper(name(r))}=xxxxxxxx\` first:\n\n    export AWS_ACCESS_KEY_ID=${SHOWN}\n    curl -u admin:admin http://localhost:9200\n    docker run -e PASSWORD=mysecretpassword postgres\n    git clone https://<token>@github.com/acme/app\n`,
  ),
  kind(
    'copyright',
    'copyright',
    30,
    r =>
      `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nFiles: *\nCopyright: 19${r.text(DIGITS, 2)} A. Author <author@acme.io>\nLicense: MIT\n Key: value and password are words.\n`,
  ),
  kind(
    'JWT-like texts',
    'tokens.txt',
    40,
    r =>
      `eyJ.${r.text(ALNUM, 20)}.x\neyJ${r.text(ALNUM, 30)}\n${r.text(ALNUM, 20)}.${r.text(ALNUM, 30)}.${r.text(ALNUM, 40)}\ncom.acme.auth.TokenProvider\n`,
  ),
  kind(
    'JWT-like texts in settings',
    'jwt.yml',
    30,
    r =>
      `issuer: https://login.acme.io\nkid: ${r.text(ALNUM, 27)}\nn: ${r.bytes(256).toString('base64url')}\ne: AQAB\nheader: eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9\n`,
  ),
  kind('JWKS', 'jwks.json', 20, r =>
    JSON.stringify({
      keys: [
        {
          kty: 'RSA',
          use: 'sig',
          kid: r.hex(40),
          alg: 'RS256',
          n: r.bytes(256).toString('base64url'),
          e: 'AQAB',
          x5c: [r.base64(400)],
        },
      ],
    }),
  ),
  kind('package metadata', 'package.json', 40, r =>
    JSON.stringify(
      {
        name: `@acme/${snake(name(r)).replaceAll('_', '-')}`,
        version: '1.2.3',
        keywords: ['token', 'password', 'secret'],
        dist: { shasum: r.hex(40) },
        repository: 'git+https://github.com/acme/x.git',
        author: 'A <a@acme.io>',
      },
      null,
      1,
    ),
  ),
  kind(
    'prefixes without a token',
    'prefixes.js',
    40,
    r =>
      `const PREFIXES = ['gh${'p_'}', 'gl${'pat-'}', 'xo${'xb-'}', 'sk_${'live_'}', 'AK${'IA'}', 'dckr${'_pat_'}', 'hv${'s.'}', 'np${'m_'}'];\nconst form = /^gh[pousr]_[A-Za-z0-9]{36}$/;\nconst css_${'sk_'}live_${r.text(LOWER, 5)} = 1;\nnp${'m_'}config_registry = lifecycle;\n`,
  ),
  kind(
    'tokens that stand for others',
    'fixtures.yml',
    40,
    r =>
      `a: gh${'p_'}${'x'.repeat(36)}\nb: gl${'pat-'}${'0'.repeat(20)}\nc: sk_${'live_'}${'X'.repeat(24)}\nd: ${SHOWN}\ne: xo${'xb-'}xxxx-xxxx-${'x'.repeat(24)}\nf: AI${'za'}${'0'.repeat(35)}\nn: ${r.below(99)}\n`,
  ),
  kind(
    'checksummed token with a typing error',
    'old.yml',
    20,
    r => `was: gh${'p_'}${r.text(ALNUM, 29)}\nnpm: np${'m_'}${r.text(ALNUM, 20)}\n`,
  ),
  kind(
    'addresses',
    'urls.txt',
    40,
    r =>
      `https://acme.io/${r.text(ALNUM, 22)}?v=${r.hex(20)}\nhttps://user@acme.io/x\nssh://git@github.com:22/acme/app\nhttp://localhost:3000/@scope/pkg\nhttps://a.io/x:y@z\nredis://localhost:6379/0\npostgres://postgres:postgres@localhost:5432/dev\n`,
  ),
  kind(
    'addresses in settings',
    'urls.yml',
    40,
    r =>
      `a: https://cdn.acme.io/${r.hex(40)}/x.js\nb: postgres://app:\${DB_PASSWORD}@db/app\nc: https://<user>:<password>@acme.io\nd: amqp://guest:guest@localhost:5672\ne: git+ssh://git@acme.io/a.git#${r.hex(40)}\nf: mysql://user:password@host/db\n`,
  ),
  kind('ids of published apps', 'public.json', 20, r =>
    JSON.stringify({
      clientId: `${r.text(DIGITS, 12)}-${r.text(LOWER, 32)}.apps.googleusercontent.com`,
      analytics: `G-${r.text(UPPER, 10)}`,
      app: r.uuid(),
      publishable: `pk_${'live_'}${r.text(ALNUM, 24)}`,
      site: `6L${r.text(ALNUM, 38)}`,
    }),
  ),
  kind(
    'test keys of vendors',
    'test.yml',
    20,
    r => `stripe: sk_${'test_'}${r.text(ALNUM, 24)}\npublishable: pk_${'test_'}${r.text(ALNUM, 24)}\n`,
  ),
];

export const PROGRAMS: readonly Harmless[] = [...CODE, ...MEDIA, ...PROSE];
