/** The bytes are no whole rpm database of a kind that is read here. The only error that these readers throw. */
export class RpmError extends Error {
  override readonly name = 'RpmError';
}
