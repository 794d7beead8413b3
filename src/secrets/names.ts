/** What names of variables say about their values. */

const SECRET_WORDS = new Set([
  'apikey',
  'auth',
  'credential',
  'credentials',
  'key',
  'password',
  'passwd',
  'passphrase',
  'pword',
  'psw',
  'pwd',
  'pass',
  'secret',
  'secrets',
  'token',
]);
/** With one of these words the name speaks of something public or of a place, not of the secret itself. */
const HARMLESS_WORDS = new Set([
  'public',
  'pub',
  'pgp',
  'gpgkey',
  'keyid',
  'ids',
  'names',
  'cache',
  'sort',
  'primary',
  'foreign',
  'partition',
  'routing',
  'index',
  'file',
  'path',
  'dir',
  'directory',
  'version',
  'id',
  'name',
  'url',
  'uri',
  'host',
  'alias',
  'length',
  'size',
  'type',
  'algorithm',
  'sock',
  'keyboard',
  'fingerprint',
  'gpg',
  'arn',
  'ring',
  'keyring',
  'server',
  'keyserver',
  'ttl',
  'expiry',
  'format',
  'enabled',
  'method',
  'mode',
  'prefix',
  'header',
]);

/** Does a variable's name say that it holds a secret? Judged word by word: `TOKENIZER` and `MONKEY` do not. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  // `PasS` is one word, however oddly written.
  words.push(name.toLowerCase());
  // The id of an access key is one half of a credential; ids of other things are none.
  const harmless = words.some(word => HARMLESS_WORDS.has(word) && !(word === 'id' && words.includes('access')));
  return !harmless && words.some(word => SECRET_WORDS.has(word));
}
