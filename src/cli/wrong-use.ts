/** Wrong use or configuration: what to tell, one sentence a line. */
export class WrongUse {
  readonly sentences: readonly string[];

  constructor(...sentences: readonly string[]) {
    this.sentences = sentences;
  }
}
