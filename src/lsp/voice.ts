/** What is said to the person in front of the editor, and to its log. */
import { ResponseError } from 'vscode-jsonrpc/node';
import type { MessageType } from 'vscode-languageserver-protocol';
import { maskTokens } from '../findings/mask.js';
import { visible } from '../reports/width.js';
import type { Peer } from './rpc/peer.js';

const ERROR: typeof MessageType.Error = 1;
const WARNING: typeof MessageType.Warning = 2;

/** Sends messages; nothing that looks like a secret is in them. */
export class Voice {
  readonly #peer: Pick<Peer, 'tell'>;

  constructor(peer: Pick<Peer, 'tell'>) {
    this.#peer = peer;
  }

  /** A sentence for the log. */
  log(sentence: string): void {
    this.#log(WARNING, sentence);
  }

  /** A sentence that somebody has to see. */
  show(sentence: string): void {
    void this.#peer.tell('window/showMessage', { type: WARNING, message: `Plimsoll: ${plain(sentence)}` });
  }

  /** Something failed, and goes on. */
  failed(what: string, error: unknown): void {
    const cause = error instanceof Error ? error.message.split('\n')[0] : String(error);
    if (error instanceof ResponseError) this.log(`${what}: ${error.message}`);
    else this.#log(ERROR, `${what}: something went wrong that should not have: ${cause}; please report it.`);
  }

  #log(type: MessageType, sentence: string): void {
    void this.#peer.tell('window/logMessage', { type, message: plain(sentence) });
  }
}

function plain(sentence: string): string {
  return visible(maskTokens(sentence));
}
