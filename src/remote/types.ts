/** The words that the rooms of daemons and registries share. */

/** The name of an image in a registry, every default filled in. */
export interface ImageName {
  /** Of the registry, with its port if one is written: `docker.io`, `ghcr.io`, `127.0.0.1:5000`. */
  readonly host: string;
  /** `library/nginx` */
  readonly repository: string;
  /** `undefined` only if there is a digest. */
  readonly tag: string | undefined;
  /** `sha256:…`; goes before the tag. */
  readonly digest: string | undefined;
}

/** What proves to a registry who asks. */
export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** A refresh token, to be exchanged for access tokens (OAuth 2). */
  | { readonly kind: 'identity'; readonly token: string }
  /** A token that is sent as it is. */
  | { readonly kind: 'bearer'; readonly token: string };

/** A credential, and where it was found, which may be told to anybody. */
export interface FoundCredential {
  /** `undefined`: there is none, as `from` could not be asked. To go on without one is right; a refusal should tell `from`. */
  readonly credential: Credential | undefined;
  /**
   * For messages: `--username`, `auths in ~/.docker/config.json`, `the credential helper ecr-login`; without a credential
   * `the credential helper ecr-login named in ~/.docker/config.json, which is not installed`.
   */
  readonly from: string;
}

/** How daemons and registries are asked. */
export interface RemoteOptions {
  /** Of the process: proxies, DOCKER_HOST, where settings and sockets are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** Of the user, where users have numbers: Podman keeps things in folders that are named after it. */
  readonly uid?: number | undefined;
  /** `os/arch[/variant]`, as the user wrote it. */
  readonly platform?: string | undefined;
  /** `--username` and the password from standard input. */
  readonly given?: { readonly username: string; readonly password: string } | undefined;
  /** Hosts (`--insecure`), with their port if it is not the usual one, whose certificates are not checked and that may speak plain HTTP. */
  readonly insecure?: readonly string[] | undefined;
  /** Certificates (PEM) to trust besides those that the system brings: `--ca-file`. */
  readonly ca?: string | undefined;
  /** `false`: what builders say about an image is not fetched; it costs two requests where there is any. */
  readonly attestations?: boolean | undefined;
  /** Milliseconds without a byte, or without a connection, after which a step is given up. */
  readonly timeout: number;
  /** Ends everything that goes on; then whatever waits throws its reason. */
  readonly signal?: AbortSignal | undefined;
}
