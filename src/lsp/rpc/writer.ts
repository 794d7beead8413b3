/** Messages → what is sent to an editor. */
import { Writable } from 'node:stream';
import { type Message, StreamMessageWriter } from 'vscode-jsonrpc/node';

/** Sends messages in turn, and knows when the last one is out. */
export class Writer extends StreamMessageWriter {
  #last: Promise<void> = Promise.resolve();

  /** @param write sends text before it returns */
  constructor(write: (text: string) => void) {
    super(
      new Writable({
        write: (chunk: Uint8Array, _, done) => {
          try {
            write(chunk.toString());
            done();
          } catch (error) {
            done(error as Error);
          }
        },
      }),
    );
  }

  override write(message: Message): Promise<void> {
    this.#last = super.write(message);
    return this.#last;
  }

  /** Waits until everything is sent, or cannot be. */
  async flushed(): Promise<void> {
    await this.#last.catch(() => {});
  }
}
