/**
 * Folders that distributions and package managers fill, and folders of tests and documentation: what stands there was published by
 * somebody else and is no secret of whoever made the image.
 */

const SYSTEM =
  /^(?:usr\/(?:share(?!\/(?:nginx\/html|www|webapps)(?:\/|$))|lib|lib32|lib64|libexec|include|games|src\/(?:linux-|kernels)[^/]*)|lib|lib64|var\/lib\/(?:dpkg|rpm|apt|gems)|usr\/local\/(?:go|rustup|cargo\/registry|share\/man)|opt\/(?:mini|micro)?(?:conda|mamba|forge)3?|nix\/store|snap)(?:\/|$)/;
const INSTALLED =
  /(?:^|\/)(?:node_modules|bower_components|vendor|site-packages|dist-packages|gems|\.m2\/repository|\.gradle\/caches|go\/pkg\/mod|pkg\/mod|\.cargo\/registry|\.nuget\/packages|(?:mini|ana)conda3?|python[23]\.\d{1,3}|perl5?\/[\d.]{1,9}|\.rustup|\.pyenv|\.nvm|\.rbenv|\.cache)\//;
const MADE_UP =
  /(?:^|\/)(?:tests?|__tests__|specs?|testdata|test-data|certdata|fixtures?|examples?|samples?|mocks?|docs?)\//i;

/** Does the path lie in a folder that a package manager or the distribution fills? */
export function isPackageFolder(path: string): boolean {
  return SYSTEM.test(path) || INSTALLED.test(path);
}

/** Does the path lie in a folder of tests, examples or documentation? */
export function isMadeUpFolder(path: string): boolean {
  return MADE_UP.test(path);
}
