/** The texts that are open in the editor; what is on disk does not count while they are. */
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { at, integer, isObject, list, range, text } from './params.js';
import { type Located, locate } from './uris.js';

/** What a document is to us. */
export type Kind = 'dockerfile' | 'settings' | 'other';

/** An open document. */
export interface Open extends Located {
  /** As the editor writes it; answers name it the same way. */
  readonly uri: string;
  readonly kind: Kind;
  readonly document: TextDocument;
  /** Grows with every change of any document: no two texts have the same. */
  readonly serial: number;
}

/** Keeps open documents as the editor tells. */
export class Documents {
  readonly #open = new Map<string, Open>();
  readonly #windows: boolean;
  readonly #kindOf: (languageId: string, name: string) => Kind;
  #serial = 0;

  constructor(windows: boolean, kindOf: (languageId: string, name: string) => Kind) {
    this.#windows = windows;
    this.#kindOf = kindOf;
  }

  /** All of them, in the order in which they were opened. */
  get all(): readonly Open[] {
    return [...this.#open.values()];
  }

  /** The document of this URI. */
  get(uri: string): Open | undefined {
    return this.#open.get(uri);
  }

  /** `textDocument/didOpen`. @throws ResponseError */
  opened(params: unknown): Open {
    const [uri, languageId] = [text(params, 'textDocument', 'uri'), text(params, 'textDocument', 'languageId')];
    const version = integer(params, 'textDocument', 'version');
    const document = TextDocument.create(uri, languageId, version, text(params, 'textDocument', 'text'));
    const located = locate(uri, this.#windows);
    return this.#keep({ uri, ...located, kind: this.#kindOf(languageId, located.name), document });
  }

  /** `textDocument/didChange`, whole texts or ranges. @throws ResponseError before anything is changed */
  changed(params: unknown): Open {
    const open = this.named(params);
    const version = integer(params, 'textDocument', 'version');
    const changes = list(params, 'contentChanges').map(change => {
      if (!isObject(change))
        throw new ResponseError(
          ErrorCodes.InvalidParams,
          'a change is no object; send a text, and a range if it is not the whole.',
        );
      const [whole, replacement] = [change['range'] === undefined || change['range'] === null, text(change, 'text')];
      return whole ? { text: replacement } : { range: range(change, 'range'), text: replacement };
    });
    return this.#keep({ ...open, document: TextDocument.update(open.document, changes, version) });
  }

  /** `textDocument/didClose`. */
  closed(params: unknown): Open {
    const open = this.named(params);
    this.#open.delete(open.uri);
    return open;
  }

  /** The document that a message is about. @throws ResponseError if it is not open */
  named(params: unknown): Open {
    const uri = text(params, 'textDocument', 'uri');
    const open = this.#open.get(uri);
    if (open === undefined)
      throw new ResponseError(ErrorCodes.InvalidParams, 'the document is not open; send textDocument/didOpen first.');
    return open;
  }

  #keep(open: Omit<Open, 'serial'>): Open {
    const kept = { ...open, serial: ++this.#serial };
    this.#open.set(open.uri, kept);
    return kept;
  }
}

/** The URI of the document that a message names, if it names one. */
export function uriIn(params: unknown): string | undefined {
  const uri = at(params, 'textDocument', 'uri');
  return typeof uri === 'string' ? uri : undefined;
}
