import type { Dialect } from './setting.js';

/** What a reconstructed Dockerfile may lack although the original had it. */
export type Loss =
  /** `RUN --mount`, `--network`, `--security`: the instruction stands there without them. */
  | 'mounts'
  /** `COPY --from`: the source looks like one of the build context. */
  | 'copy-from'
  /** Flags of COPY and ADD (`--link`, `--checksum`, `--exclude`, …; buildah: `--chown` and `--chmod` too). */
  | 'flags'
  /** What COPY and ADD took: placeholders stand for it, or names with blanks fall apart. */
  | 'sources'
  /** Whether CMD, ENTRYPOINT and RUN had exec form, and where the words of a RUN in exec form end. */
  | 'exec-form'
  /** ARG shows the value that was passed, or none, not the default in the Dockerfile. */
  | 'arg-defaults'
  /** How values were quoted, and which variables they were written with; line breaks inside values. */
  | 'quoting'
  /** Comments, directives, line breaks and continuations. */
  | 'comments'
  /** FROM: bases, names of stages, other stages and what happened in them. */
  | 'stages'
  /** ONBUILD: none in the base; triggers look like instructions of the child. */
  | 'on-build'
  /** Contents of here-documents. */
  | 'heredoc'
  /** Whole instructions: the builder has no entry for them, or an entry does not tell. */
  | 'instructions';

/** What each dialect cannot show. */
export const LOST: Readonly<Record<Dialect, readonly Loss[]>> = {
  buildkit: [
    'mounts',
    'copy-from',
    'flags',
    'sources',
    'exec-form',
    'arg-defaults',
    'quoting',
    'comments',
    'stages',
    'on-build',
    'heredoc',
  ],
  classic: ['copy-from', 'sources', 'exec-form', 'quoting', 'comments', 'stages', 'on-build'],
  buildah: ['copy-from', 'flags', 'sources', 'arg-defaults', 'comments', 'stages', 'on-build', 'heredoc'],
  kaniko: ['comments', 'stages', 'on-build', 'heredoc', 'instructions'],
};
