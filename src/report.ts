/** What a run gives: the same facts for every format. Version 1 of the JSON output is this, see `docs/formats.md`. */
import type { Span } from './place.js';
import type { AllowedBy, Confidence, Fix, Severity } from './rule.js';

export interface Report {
  readonly version: 1;
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly subjects: readonly SubjectReport[];
  /** Sorted by file, line, column, rule; suppressed ones are among them. */
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
  /** 0 to 100, the lowest of the subjects' scores; `undefined` when nothing could be judged. */
  readonly score: number | undefined;
  readonly summary: Summary;
  /** Every rule that ran or could have run, for formats that describe rules. */
  readonly rules: readonly RuleDescription[];
  /** Part `index` (1-based) of `count` of a list of images; the others are in other reports. */
  readonly shard?: { readonly index: number; readonly count: number };
}

export interface SubjectReport {
  readonly kind: 'dockerfile' | 'image';
  /** As the user would write it, with `/`; an image's reference. */
  readonly path: string;
  /**
   * The file, and the line of it (1-based), that findings in an image point at where a form needs a file: the Dockerfile it is
   * built from, or the list that names it. The archive itself if absent.
   */
  readonly at?: { readonly file: string; readonly line: number };
  readonly score: number | undefined;
  /** Why it could not be judged, or not all of it. */
  readonly error?: string;
  /** What is odd about how an image is packed but no defect of it: a sentence each. */
  readonly notes?: readonly string[];
}

/** A piece of a text file. All 1-based; the end is exclusive. */
export interface Region {
  readonly line: number;
  /** In UTF-16 code units. */
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The same columns counted in bytes of UTF-8. */
  readonly bytes?: { readonly column: number; readonly endColumn: number };
}

/** How a finding can be mended. */
export interface FindingFix extends Omit<Fix, 'edits'> {
  /** Where the text goes, as people count, and as offsets unless the report was read from JSON. */
  readonly edits: readonly (Region & { readonly span?: Span; readonly text: string })[];
  /** A secret stands in a text of it: it may be applied, but not printed. */
  readonly secret: boolean;
  /** All of several edits as one, where nothing secret stands between them. */
  readonly joined?: Region & { readonly text: string };
}

export interface Finding extends Region {
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly controls: readonly string[];
  readonly topic: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly help?: string;
  /** The Dockerfile, or the reference of the image. */
  readonly file: string;
  /** Where in an image; line and column then mean nothing and are 1. */
  readonly image?: ImagePlace;
  /** 16 hexadecimal digits; stays the same when lines move. */
  readonly fingerprint: string;
  /** What GitHub's upload action calls `primaryLocationLineHash`; see `lineHashes`. */
  readonly lineHash?: string | undefined;
  /** What names the secret that was found, without telling it: six digits, and its format where there is one. */
  readonly secret?: { readonly fingerprint: string; readonly format?: string };
  readonly fixable: boolean;
  readonly fix?: FindingFix;
  readonly also?: readonly Region[];
  readonly suppressed?: Suppressed;
  /** At or above the `fail-on` of its file, not suppressed, and of more than low confidence. */
  readonly fails: boolean;
  /** The lines around it, secrets masked. */
  readonly excerpt: Excerpt;
}

/** Where in an image a finding stands. */
export interface ImagePlace {
  /** 0-based, from the base; `undefined` for the configuration. */
  readonly layer: number | undefined;
  readonly diffId: string | undefined;
  /** The history entry that made the layer, secrets masked; `undefined` if that is not certain. */
  readonly createdBy: string | undefined;
  /** Canonical path in the image. */
  readonly path: string | undefined;
  /** JSON Pointer into the configuration. */
  readonly pointer: string | undefined;
  /** The layer that removed or replaced it: it is still in what everybody pulls. */
  readonly gone: number | undefined;
}

export interface Suppressed {
  readonly by: string | undefined;
  readonly reason: string | undefined;
  /** `YYYY-MM-DD`, the last day on which it holds. */
  readonly until: string | undefined;
}

/** A piece of the source to show. */
export interface Excerpt {
  /** Consecutive lines, first one is `from` (1-based). Long lines are cut; `text` then starts at `column` (1-based). */
  readonly lines: readonly { readonly number: number; readonly text: string; readonly column: number }[];
}

export interface Outcome {
  readonly subject: string;
  readonly rule: string;
  readonly state: 'ran' | 'not-applicable' | 'not-evaluated' | 'failed';
  readonly why?: string;
}

export interface Summary {
  readonly files: number;
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly suppressed: number;
  readonly notEvaluated: number;
}

export interface RuleDescription {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly controls: readonly string[];
  readonly topic: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly summary: string;
  readonly why: string;
  readonly allowedBy: readonly AllowedBy[];
}
