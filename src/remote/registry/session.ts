/** Talking to one repository of a registry: who asks is told when the registry wants to know. */
import { ImageError } from '../../image/model.js';
import { shown } from '../../image/text.js';
import { credentialFor } from '../credentials.js';
import type { Answer } from '../http/answer.js';
import { Http } from '../http.js';
import { apiHost } from '../name.js';
import { retried, WAITS, type Waits } from '../retry.js';
import type { FoundCredential, ImageName, RemoteOptions } from '../types.js';
import { type Challenge, challengesIn, chosen } from './challenge.js';
import { refusal } from './refusal.js';
import { basic, fetchToken } from './token.js';

/** What is asked of a repository. */
export interface Question {
  readonly accept?: string;
  /** First byte wanted. */
  readonly range?: number;
  /** For messages: `the manifest of docker.io/library/nginx:latest`. */
  readonly what: string;
  /** The body is small: it is read at once, up to so many bytes, so that it is asked for again if the connection breaks. */
  readonly small?: number;
}

/** A repository, and what it was told so far. To be closed. */
export class Registry {
  readonly name: Pick<ImageName, 'host' | 'repository'>;
  readonly options: RemoteOptions;
  readonly waits: Waits;
  readonly #http: Http;
  readonly #root: URL;
  #found: Promise<FoundCredential | undefined> | undefined;
  /** The credential that was looked up, if it was. */
  #tried: FoundCredential | undefined;
  /** What goes with every request, once it is known. */
  #authorization: string | undefined;
  /** Tokens that are being fetched, by realm, service and scope: several layers may find theirs expired at once. */
  readonly #coming = new Map<string, Promise<string>>();

  constructor(name: Pick<ImageName, 'host' | 'repository'>, options: RemoteOptions, waits: Waits = WAITS) {
    this.name = name;
    this.options = options;
    this.waits = waits;
    this.#http = new Http(options);
    const root = `https://${apiHost(name.host)}/v2/`;
    if (!URL.canParse(root))
      throw new ImageError(
        'unsupported',
        `${shown(name.host)} is no name of a host: write it as registry.example.com:5000.`,
      );
    this.#root = new URL(root);
  }

  /** A URL below the repository: `manifests/latest`. */
  url(path: string): URL {
    return new URL(`${this.name.repository}/${path}`, this.#root);
  }

  /** Does the host answer `/v2/` as registries do? */
  async speaksV2(): Promise<boolean> {
    const answer = await this.#http.send(this.#root, { what: 'its version' });
    answer.drop();
    const html = /html/i.test(answer.header('content-type') ?? '');
    return (answer.status === 200 || answer.status === 401) && !html;
  }

  /** What was found when the registry wanted to know who asks; `undefined`: nothing. */
  get found(): FoundCredential | undefined {
    return this.#tried;
  }

  /**
   * Asks; proves who asks once, and tries again what may be tried again.
   * @returns any answer, refusals too
   * @throws ImageError
   */
  async get(url: URL, question: Question): Promise<Answer> {
    const attempt = async () => {
      const answer = await this.#authorised(url, question);
      if (question.small !== undefined && answer.status === 200) await answer.bytes(question.small);
      return answer;
    };
    return retried(attempt, question.what, this.waits, this.options.signal);
  }

  async #authorised(url: URL, question: Question): Promise<Answer> {
    const sent = this.#authorization;
    const answer = await this.#send(url, question, sent);
    // What another host wants to know, where the registry sent us, is none of its business.
    if (answer.status !== 401 || answer.url.host !== this.#root.host) return answer;
    // Somebody else may have renewed it in the meantime.
    if (this.#authorization === sent) {
      const challenge = chosen(challengesIn(answer.headers('www-authenticate')));
      const authorization = challenge && (await this.#answerTo(challenge, answer.url));
      if (authorization === undefined) return answer;
      this.#authorization = authorization;
    }
    answer.drop();
    return this.#send(url, question, this.#authorization);
  }

  #send(url: URL, { accept, range, what }: Question, authorization: string | undefined): Promise<Answer> {
    const headers = {
      ...(accept === undefined ? {} : { accept }),
      ...(range === undefined ? {} : { range: `bytes=${range}-` }),
      ...(authorization === undefined ? {} : { authorization }),
    };
    return this.#http.send(url, { headers, what });
  }

  async #credential(): Promise<FoundCredential | undefined> {
    this.#found ??= credentialFor(this.name.host, this.name.repository, this.options);
    this.#tried = await this.#found;
    return this.#tried;
  }

  /** What a challenge wants to hear; `undefined` if there is nothing to say. @throws ImageError */
  async #answerTo({ scheme, params }: Challenge, from: URL): Promise<string | undefined> {
    const credential = (await this.#credential())?.credential;
    if (credential?.kind === 'bearer') return `Bearer ${credential.token}`;
    if (scheme === 'basic')
      return credential?.kind === 'basic' ? basic(credential.username, credential.password) : undefined;
    const realm = params.get('realm') ?? '';
    const scope = params.get('scope') || `repository:${this.name.repository}:pull`;
    const key = JSON.stringify([realm, params.get('service'), scope]);
    let coming = this.#coming.get(key);
    if (coming === undefined) {
      coming = this.#token(realm, params.get('service'), scope, from).finally(() => this.#coming.delete(key));
      this.#coming.set(key, coming);
    }
    return `Bearer ${await coming}`;
  }

  async #token(realm: string, service: string | undefined, scope: string, from: URL): Promise<string> {
    if (!URL.canParse(realm, from.href))
      throw new ImageError(
        'unsupported',
        `${shown(from.host)} says that tokens come from ${shown(realm)}, which is no URL: ask who runs it.`,
      );
    const url = new URL(realm, from.href);
    const place = { realm: url, service, scope, from };
    const token = await fetchToken(this.#http, place, this.#tried?.credential, this.waits, this.options.signal);
    if (typeof token === 'string') return token;
    throw await refusal(token, this, `a token for ${from.host}`);
  }

  /** Ends everything at once. */
  close(): Promise<void> {
    return this.#http.close();
  }
}
