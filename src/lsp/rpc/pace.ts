/** How fast is read: the library takes whatever comes, and keeps it until its turn comes. */

/** More bytes without the end of a message are not kept: the largest Dockerfile that is linted fits in several times over. */
const LARGEST = 64 * 1024 * 1024;

/** Holds an editor back that floods us. */
export class Pace {
  #steps = 0;

  /** A message was read, or begun. */
  step(): void {
    this.#steps++;
  }

  /** The same bytes, each piece only when all that was in those before it is begun. Throws if a message does not end. */
  async *hold(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let unended = 0;
    for await (const chunk of input) {
      const before = this.#steps;
      yield chunk;
      await this.#quiet();
      unended = this.#steps === before ? unended + chunk.length : 0;
      if (unended > LARGEST) throw new Error('a message does not end');
    }
  }

  /** As long as it has something to do, the library does some of it each turn, or prepares to do it in the next. */
  async #quiet(): Promise<void> {
    for (let seen = -1; seen !== this.#steps; ) {
      seen = this.#steps;
      await turn();
      await turn();
    }
  }
}

/** Lets everything run that can run now. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
