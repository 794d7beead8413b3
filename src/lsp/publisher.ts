/** Diagnostics, sent to the editor or fetched by it, always those of the text as it is. */
import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver-protocol';
import type { Open } from './documents.js';

/**
 * Milliseconds without a keystroke after which a text is judged: more than lie between the keys of somebody who types, so
 * that words are whole when they are judged, and less than people take for waiting.
 */
const PAUSE = 150;

/** Diagnostics of one text. */
export interface Shown {
  readonly open: Open;
  /** Another for each text and each judgement of it. */
  readonly id: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Sends diagnostics of documents soon after they change. */
export class Publisher {
  readonly #show: (uri: string) => Promise<Shown | undefined>;
  readonly #send: (uri: string, version: number, diagnostics: readonly Diagnostic[]) => void;
  readonly #current: (uri: string) => Open | undefined;
  readonly #failed: (error: unknown) => void;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /**
   * @param show gives the diagnostics of a document, `undefined` if it has been closed
   * @param current gives a document as it is now
   */
  constructor(
    show: (uri: string) => Promise<Shown | undefined>,
    send: (uri: string, version: number, diagnostics: readonly Diagnostic[]) => void,
    current: (uri: string) => Open | undefined,
    failed: (error: unknown) => void,
  ) {
    this.#show = show;
    this.#send = send;
    this.#current = current;
    this.#failed = failed;
  }

  /** Sends the diagnostics of a document when nothing has been asked of it for a moment. */
  soon(uri: string): void {
    this.#after(PAUSE, uri);
  }

  /** Sends them as soon as what has come in already is done. */
  now(uri: string): void {
    this.#after(0, uri);
  }

  /** Sends nothing of a document any more. */
  forget(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
  }

  /** Sends nothing any more. */
  stop(): void {
    for (const uri of this.#timers.keys()) this.forget(uri);
  }

  #after(pause: number, uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.set(
      uri,
      setTimeout(() => {
        this.#timers.delete(uri);
        this.#publish(uri).catch(this.#failed);
      }, pause),
    );
  }

  async #publish(uri: string): Promise<void> {
    const shown = await this.#show(uri);
    // A newer text has a turn of its own.
    if (shown === undefined || this.#current(uri)?.serial !== shown.open.serial) return;
    this.#send(uri, shown.open.document.version, shown.diagnostics);
  }
}

/** The answer to an editor that fetches diagnostics: all of them, or that they are as it has them. */
export function fetched(shown: Shown | undefined, previous: unknown): DocumentDiagnosticReport {
  if (shown === undefined) return { kind: 'full', items: [] };
  if (shown.id === previous) return { kind: 'unchanged', resultId: shown.id };
  return { kind: 'full', resultId: shown.id, items: [...shown.diagnostics] };
}
