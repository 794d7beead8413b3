import type { Known, Place } from './place.js';

/** A value of the configuration with the place that set it. */
export interface ConfigEntry {
  readonly name: string;
  readonly value: Known<string>;
  readonly at: Place;
}

export type Healthcheck = { readonly none: true } | { readonly none: false; readonly command: string };

/**
 * What a container of the image runs with, as far as the subject shows it. From a Dockerfile it is the effective
 * configuration of the stage that is built; what the base image brings is unknown, not absent.
 */
export interface RuntimeConfig {
  /** Empty: root, because nothing set it. */
  readonly user: Known<string>;
  readonly workdir: Known<string>;
  readonly stopSignal: Known<string | undefined>;
  /** `undefined`: there is none. */
  readonly healthcheck: Known<Healthcheck | undefined>;
  /** `exec`: the words run as they are; otherwise a shell gets the only word. `undefined`: there is none. */
  readonly entrypoint: Known<{ readonly exec: boolean; readonly words: readonly string[] } | undefined>;
  readonly cmd: Known<{ readonly exec: boolean; readonly words: readonly string[] } | undefined>;
  /** One entry a variable, the last setting wins. */
  readonly env: readonly ConfigEntry[];
  readonly labels: readonly ConfigEntry[];
  /** As given: `80`, `80/tcp`, `8000-8010/udp`; `name` is the text, `value` the expanded one. */
  readonly exposed: readonly ConfigEntry[];
  readonly volumes: readonly ConfigEntry[];
  readonly os: 'linux' | 'windows';
  /** What lies beneath: nothing, an image, or something nobody knows. */
  readonly base:
    | { readonly kind: 'scratch' }
    | { readonly kind: 'image'; readonly reference: string }
    | { readonly kind: 'unknown'; readonly why: string };
  /** Where a finding about something that is absent belongs: the last FROM, or the configuration as a whole. */
  readonly whole: Place;
}
