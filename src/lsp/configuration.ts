/** The editor's settings through a conversation: given at its beginning, fetched or sent later. */
import type { RegisteredRule } from '../rule.js';
import type { Client } from './client.js';
import { type Options, readOptions } from './options.js';
import { at, isObject } from './params.js';
import type { Peer } from './rpc/peer.js';

/** Keeps what the editor has set. */
export class Configuration {
  readonly #rules: readonly RegisteredRule[];
  readonly #peer: Pick<Peer, 'ask'>;
  readonly #show: (sentence: string) => void;
  readonly #use: (options: Options) => void;
  /** What the editor said when it began; what it says later is laid over it. */
  #initial: Options = {};
  #options: Options = {};
  /** What was wrong when settings last came: it is shown once. */
  #mistakes: readonly string[] = [];

  /**
   * @param show tells a person what cannot be used
   * @param use is called when the options have changed
   */
  constructor(
    rules: readonly RegisteredRule[],
    peer: Pick<Peer, 'ask'>,
    show: (sentence: string) => void,
    use: (options: Options) => void,
  ) {
    this.#rules = rules;
    this.#peer = peer;
    this.#show = show;
    this.#use = use;
  }

  /** Takes them out of the parameters of `initialize`. */
  begin(params: unknown): void {
    this.#initial = this.#read(at(params, 'initializationOptions'));
    this.#set(this.#initial);
  }

  /** Asks for them, if the editor answers that; or takes them out of the parameters of `workspace/didChangeConfiguration`. */
  async change({ configuration }: Client, params: unknown): Promise<void> {
    let raw: unknown;
    if (configuration) {
      const answer = await this.#peer.ask('workspace/configuration', { items: [{ section: 'plimsoll' }] });
      raw = Array.isArray(answer) ? answer[0] : undefined;
    } else {
      const all = at(params, 'settings');
      // An editor that sends all of its settings at once may have none of ours among them.
      raw = isObject(all) && !('plimsoll' in all) ? undefined : all;
    }
    this.#set({ ...this.#initial, ...this.#read(raw) });
  }

  #read(raw: unknown): Options {
    const { options, mistakes } = readOptions(raw, this.#rules);
    for (const mistake of mistakes) if (!this.#mistakes.includes(mistake)) this.#show(mistake);
    this.#mistakes = mistakes;
    return options;
  }

  #set(options: Options): void {
    if (JSON.stringify(options) === JSON.stringify(this.#options)) return;
    this.#options = options;
    this.#use(options);
  }
}
