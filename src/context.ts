/** What the linter knows of the build context. Paths are relative to it, with `/`, without a leading `./`. */
export interface BuildContext {
  /** Text of the ignore file in force (`<Dockerfile>.dockerignore`, else `.dockerignore`); `undefined`: there is none. */
  readonly ignore?: string;
  /** Name of that file as the user would write it. */
  readonly ignorePath?: string;
  /** Every file and folder, if they were listed; folders end in `/`. */
  readonly paths?: readonly string[];
}
