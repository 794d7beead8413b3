// Generated from the folders beside it: UPDATE=1 npm test writes it anew.
import type { RegisteredRule } from '../src/rule.js';
import constantPlatform from './base-image/constant-platform.js';
import emptyDefaultInFrom from './base-image/empty-default-in-from.js';
import endOfLifeBaseImage from './base-image/end-of-life-base-image.js';
import endOfLifeOs from './base-image/end-of-life-os.js';
import latestTag from './base-image/latest-tag.js';
import redundantTargetPlatform from './base-image/redundant-target-platform.js';
import undefinedArgInFrom from './base-image/undefined-arg-in-from.js';
import unpinnedBaseImage from './base-image/unpinned-base-image.js';
import untaggedBaseImage from './base-image/untagged-base-image.js';
import untrustedRegistry from './base-image/untrusted-registry.js';
import curlAndWget from './downloads/curl-and-wget.js';
import curlErrorPageKept from './downloads/curl-error-page-kept.js';
import downloadPipedToShell from './downloads/download-piped-to-shell.js';
import downloadThenUnpack from './downloads/download-then-unpack.js';
import gitCloneInRun from './downloads/git-clone-in-run.js';
import insecureHttpDownload from './downloads/insecure-http-download.js';
import redirectsNotFollowed from './downloads/redirects-not-followed.js';
import tlsVerificationDisabled from './downloads/tls-verification-disabled.js';
import unverifiedRemoteAdd from './downloads/unverified-remote-add.js';
import unverifiedTlsDownload from './downloads/unverified-tls-download.js';
import wgetProgressBar from './downloads/wget-progress-bar.js';
import addInsteadOfCopy from './files/add-instead-of-copy.js';
import archiveCopiedThenExtracted from './files/archive-copied-then-extracted.js';
import chmodAfterCopy from './files/chmod-after-copy.js';
import chownFlagUsed from './files/chown-flag-used.js';
import chownOnWindows from './files/chown-on-windows.js';
import copiedIgnoredFile from './files/copied-ignored-file.js';
import copyRelativeToUnknown from './files/copy-relative-to-unknown.js';
import fileWrittenByRun from './files/file-written-by-run.js';
import missingDockerignore from './files/missing-dockerignore.js';
import missingSource from './files/missing-source.js';
import missingWorkdir from './files/missing-workdir.js';
import multipleSourcesWithoutSlash from './files/multiple-sources-without-slash.js';
import relativeWorkdir from './files/relative-workdir.js';
import rootOwnedCopy from './files/root-owned-copy.js';
import sourceOutsideContext from './files/source-outside-context.js';
import systemWorkdir from './files/system-workdir.js';
import unignoredFiles from './files/unignored-files.js';
import vexFileCopied from './files/vex-file-copied.js';
import wholeFilesystemCopied from './files/whole-filesystem-copied.js';
import allDriverCapabilities from './gpu/all-driver-capabilities.js';
import condaOnGpu from './gpu/conda-on-gpu.js';
import containerToolkitInstalled from './gpu/container-toolkit-installed.js';
import cudaDevelShipped from './gpu/cuda-devel-shipped.js';
import cudaInstalledTwice from './gpu/cuda-installed-twice.js';
import cudaVersionMismatch from './gpu/cuda-version-mismatch.js';
import fixedVisibleDevices from './gpu/fixed-visible-devices.js';
import gpuQueryInBuild from './gpu/gpu-query-in-build.js';
import duplicateLabel from './metadata/duplicate-label.js';
import invalidLabelKey from './metadata/invalid-label-key.js';
import invalidLabelValue from './metadata/invalid-label-value.js';
import labelWrittenByBuildx from './metadata/label-written-by-buildx.js';
import maintainerUsed from './metadata/maintainer-used.js';
import missingLabel from './metadata/missing-label.js';
import onbuildInApplication from './metadata/onbuild-in-application.js';
import staleBaseDigest from './metadata/stale-base-digest.js';
import unexpectedLabel from './metadata/unexpected-label.js';
import ungroupedLabels from './metadata/ungrouped-labels.js';
import unorderedLabels from './metadata/unordered-labels.js';
import apkCacheKept from './packages/apk-cache-kept.js';
import apkWithoutVirtual from './packages/apk-without-virtual.js';
import aptInScript from './packages/apt-in-script.js';
import aptListsKept from './packages/apt-lists-kept.js';
import aptPrompt from './packages/apt-prompt.js';
import aptRecommendsInstalled from './packages/apt-recommends-installed.js';
import dnfCacheKept from './packages/dnf-cache-kept.js';
import dnfPrompt from './packages/dnf-prompt.js';
import missingCacheMount from './packages/missing-cache-mount.js';
import npmInstallWithoutLock from './packages/npm-install-without-lock.js';
import pipCacheKept from './packages/pip-cache-kept.js';
import systemUpgrade from './packages/system-upgrade.js';
import unpinnedApkPackages from './packages/unpinned-apk-packages.js';
import unpinnedAptPackages from './packages/unpinned-apt-packages.js';
import unpinnedDnfPackages from './packages/unpinned-dnf-packages.js';
import unpinnedGem from './packages/unpinned-gem.js';
import unpinnedGoModule from './packages/unpinned-go-module.js';
import unpinnedNpmPackages from './packages/unpinned-npm-packages.js';
import unpinnedPipPackages from './packages/unpinned-pip-packages.js';
import unpinnedYumPackages from './packages/unpinned-yum-packages.js';
import unpinnedZypperPackages from './packages/unpinned-zypper-packages.js';
import unsortedPackages from './packages/unsorted-packages.js';
import unverifiedApkPackages from './packages/unverified-apk-packages.js';
import unverifiedAptPackages from './packages/unverified-apt-packages.js';
import unverifiedPackageRegistry from './packages/unverified-package-registry.js';
import unverifiedRpmPackages from './packages/unverified-rpm-packages.js';
import updateWithoutInstall from './packages/update-without-install.js';
import yarnCacheKept from './packages/yarn-cache-kept.js';
import yumCacheKept from './packages/yum-cache-kept.js';
import yumPrompt from './packages/yum-prompt.js';
import zypperCacheKept from './packages/zypper-cache-kept.js';
import zypperDistUpgrade from './packages/zypper-dist-upgrade.js';
import zypperPrompt from './packages/zypper-prompt.js';
import composerWithDev from './php/composer-with-dev.js';
import opcacheOff from './php/opcache-off.js';
import xdebugShipped from './php/xdebug-shipped.js';
import assetPrecompileWithoutDummyKey from './ruby/asset-precompile-without-dummy-key.js';
import bootsnapWithoutJ1 from './ruby/bootsnap-without-j1.js';
import bundleWithNetwork from './ruby/bundle-with-network.js';
import bundleWithoutDeployment from './ruby/bundle-without-deployment.js';
import bundlerCacheKept from './ruby/bundler-cache-kept.js';
import bundlerCredentialInEnv from './ruby/bundler-credential-in-env.js';
import deprecatedBundlerFlags from './ruby/deprecated-bundler-flags.js';
import developmentGemsInstalled from './ruby/development-gems-installed.js';
import gemfileNotMounted from './ruby/gemfile-not-mounted.js';
import jemallocNotPreloaded from './ruby/jemalloc-not-preloaded.js';
import railsStateNotWritable from './ruby/rails-state-not-writable.js';
import redundantBundler from './ruby/redundant-bundler.js';
import yjitOff from './ruby/yjit-off.js';
import entrypointMissing from './runtime/entrypoint-missing.js';
import exposedSshPort from './runtime/exposed-ssh-port.js';
import healthcheckCannotRun from './runtime/healthcheck-cannot-run.js';
import healthcheckLost from './runtime/healthcheck-lost.js';
import invalidExpose from './runtime/invalid-expose.js';
import invalidPort from './runtime/invalid-port.js';
import invalidStopSignal from './runtime/invalid-stop-signal.js';
import missingHealthcheck from './runtime/missing-healthcheck.js';
import missingInterpreter from './runtime/missing-interpreter.js';
import missingStartCommand from './runtime/missing-start-command.js';
import multipleCmd from './runtime/multiple-cmd.js';
import multipleEntrypoint from './runtime/multiple-entrypoint.js';
import multipleHealthcheck from './runtime/multiple-healthcheck.js';
import nginxStopSignal from './runtime/nginx-stop-signal.js';
import oddStopSignal from './runtime/odd-stop-signal.js';
import portOutOfRange from './runtime/port-out-of-range.js';
import preloadedLibrary from './runtime/preloaded-library.js';
import scatteredStart from './runtime/scattered-start.js';
import shellFormCommand from './runtime/shell-form-command.js';
import stopSignalOnWindows from './runtime/stop-signal-on-windows.js';
import systemVolume from './runtime/system-volume.js';
import systemdStopSignal from './runtime/systemd-stop-signal.js';
import ungracefulStopSignal from './runtime/ungraceful-stop-signal.js';
import unsafePath from './runtime/unsafe-path.js';
import volumeOverFiles from './runtime/volume-over-files.js';
import wrongArchitecture from './runtime/wrong-architecture.js';
import credentialFileInLayer from './secrets/credential-file-in-layer.js';
import privateKeyInLayer from './secrets/private-key-in-layer.js';
import secretFileCopied from './secrets/secret-file-copied.js';
import secretInConfig from './secrets/secret-in-config.js';
import secretInEnv from './secrets/secret-in-env.js';
import secretInFile from './secrets/secret-in-file.js';
import secretMountCopied from './secrets/secret-mount-copied.js';
import secretMountMissing from './secrets/secret-mount-missing.js';
import secretViaCommand from './secrets/secret-via-command.js';
import tokenInFile from './secrets/token-in-file.js';
import andOrAsIf from './shell/and-or-as-if.js';
import bashismInSh from './shell/bashism-in-sh.js';
import cdInsteadOfWorkdir from './shell/cd-instead-of-workdir.js';
import commandsJoinedBySemicolon from './shell/commands-joined-by-semicolon.js';
import consecutiveRuns from './shell/consecutive-runs.js';
import defaultShellReplaced from './shell/default-shell-replaced.js';
import heredocWithoutErrexit from './shell/heredoc-without-errexit.js';
import indentedHeredocTerminator from './shell/indented-heredoc-terminator.js';
import pipeWithoutPipefail from './shell/pipe-without-pipefail.js';
import pointlessCommand from './shell/pointless-command.js';
import repeatedPowershell from './shell/repeated-powershell.js';
import shellSyntaxError from './shell/shell-syntax-error.js';
import shellcheckComment from './shell/shellcheck-comment.js';
import uncheckedCd from './shell/unchecked-cd.js';
import unquotedExpansion from './shell/unquoted-expansion.js';
import deletedInLaterLayer from './size/deleted-in-later-layer.js';
import leftoverFiles from './size/leftover-files.js';
import packageCacheInLayer from './size/package-cache-in-layer.js';
import rewrittenInLaterLayer from './size/rewritten-in-later-layer.js';
import wastedSpace from './size/wasted-space.js';
import buildToolsShipped from './stages/build-tools-shipped.js';
import circularStages from './stages/circular-stages.js';
import copyFromEmptyStage from './stages/copy-from-empty-stage.js';
import copyFromOwnStage from './stages/copy-from-own-stage.js';
import duplicateStageName from './stages/duplicate-stage-name.js';
import mountOnWindows from './stages/mount-on-windows.js';
import reservedStageName from './stages/reserved-stage-name.js';
import runInScratch from './stages/run-in-scratch.js';
import stageByIndex from './stages/stage-by-index.js';
import stageNameCasing from './stages/stage-name-casing.js';
import unknownStage from './stages/unknown-stage.js';
import unusedStage from './stages/unused-stage.js';
import allowedByComment from './style/allowed-by-comment.js';
import directiveCasing from './style/directive-casing.js';
import exposeProtocolCasing from './style/expose-protocol-casing.js';
import fromAsCasing from './style/from-as-casing.js';
import instructionCasing from './style/instruction-casing.js';
import longFile from './style/long-file.js';
import missingFinalNewline from './style/missing-final-newline.js';
import repeatedBlankLines from './style/repeated-blank-lines.js';
import repeatedSpaces from './style/repeated-spaces.js';
import severalCommandsOnALine from './style/several-commands-on-a-line.js';
import trailingSpace from './style/trailing-space.js';
import undescriptiveComment from './style/undescriptive-comment.js';
import unevenBlankLines from './style/uneven-blank-lines.js';
import unevenIndentation from './style/uneven-indentation.js';
import emptyContinuation from './syntax/empty-continuation.js';
import instructionBeforeFrom from './syntax/instruction-before-from.js';
import invalidArguments from './syntax/invalid-arguments.js';
import invalidJsonForm from './syntax/invalid-json-form.js';
import invalidOnbuildTrigger from './syntax/invalid-onbuild-trigger.js';
import invalidSubstitution from './syntax/invalid-substitution.js';
import invalidSyntax from './syntax/invalid-syntax.js';
import misplacedDirective from './syntax/misplaced-directive.js';
import missingFrom from './syntax/missing-from.js';
import syntaxDirectiveTypo from './syntax/syntax-directive-typo.js';
import unknownFlag from './syntax/unknown-flag.js';
import unknownInstruction from './syntax/unknown-instruction.js';
import duplicateAccount from './user/duplicate-account.js';
import emptyPassword from './user/empty-password.js';
import fileCapabilities from './user/file-capabilities.js';
import missingUser from './user/missing-user.js';
import namedUser from './user/named-user.js';
import namedUserWithoutPasswd from './user/named-user-without-passwd.js';
import passwordSetInBuild from './user/password-set-in-build.js';
import readableShadow from './user/readable-shadow.js';
import rootUser from './user/root-user.js';
import rootWithState from './user/root-with-state.js';
import setuidBitSet from './user/setuid-bit-set.js';
import sparseLastlog from './user/sparse-lastlog.js';
import sudoInstalled from './user/sudo-installed.js';
import sudoUsed from './user/sudo-used.js';
import sudoWithoutPassword from './user/sudo-without-password.js';
import supplementaryGroupsDropped from './user/supplementary-groups-dropped.js';
import unexpectedSetuid from './user/unexpected-setuid.js';
import unknownUser from './user/unknown-user.js';
import unusedAccount from './user/unused-account.js';
import userIsRoot from './user/user-is-root.js';
import worldWritableFile from './user/world-writable-file.js';
import worldWritableMode from './user/world-writable-mode.js';
import envSelfReference from './variables/env-self-reference.js';
import legacyKeyValue from './variables/legacy-key-value.js';
import telemetryOn from './variables/telemetry-on.js';
import undefinedVariable from './variables/undefined-variable.js';

// biome-ignore format: one line a rule
export const rules: readonly RegisteredRule[] = [
  { ...addInsteadOfCopy, topic: 'files' },
  { ...allDriverCapabilities, topic: 'gpu' },
  { ...allowedByComment, topic: 'style' },
  { ...andOrAsIf, topic: 'shell' },
  { ...apkCacheKept, topic: 'packages' },
  { ...apkWithoutVirtual, topic: 'packages' },
  { ...aptInScript, topic: 'packages' },
  { ...aptListsKept, topic: 'packages' },
  { ...aptPrompt, topic: 'packages' },
  { ...aptRecommendsInstalled, topic: 'packages' },
  { ...archiveCopiedThenExtracted, topic: 'files' },
  { ...assetPrecompileWithoutDummyKey, topic: 'ruby' },
  { ...bashismInSh, topic: 'shell' },
  { ...bootsnapWithoutJ1, topic: 'ruby' },
  { ...buildToolsShipped, topic: 'stages' },
  { ...bundleWithNetwork, topic: 'ruby' },
  { ...bundleWithoutDeployment, topic: 'ruby' },
  { ...bundlerCacheKept, topic: 'ruby' },
  { ...bundlerCredentialInEnv, topic: 'ruby' },
  { ...cdInsteadOfWorkdir, topic: 'shell' },
  { ...chmodAfterCopy, topic: 'files' },
  { ...chownFlagUsed, topic: 'files' },
  { ...chownOnWindows, topic: 'files' },
  { ...circularStages, topic: 'stages' },
  { ...commandsJoinedBySemicolon, topic: 'shell' },
  { ...composerWithDev, topic: 'php' },
  { ...condaOnGpu, topic: 'gpu' },
  { ...consecutiveRuns, topic: 'shell' },
  { ...constantPlatform, topic: 'base-image' },
  { ...containerToolkitInstalled, topic: 'gpu' },
  { ...copiedIgnoredFile, topic: 'files' },
  { ...copyFromEmptyStage, topic: 'stages' },
  { ...copyFromOwnStage, topic: 'stages' },
  { ...copyRelativeToUnknown, topic: 'files' },
  { ...credentialFileInLayer, topic: 'secrets' },
  { ...cudaDevelShipped, topic: 'gpu' },
  { ...cudaInstalledTwice, topic: 'gpu' },
  { ...cudaVersionMismatch, topic: 'gpu' },
  { ...curlAndWget, topic: 'downloads' },
  { ...curlErrorPageKept, topic: 'downloads' },
  { ...defaultShellReplaced, topic: 'shell' },
  { ...deletedInLaterLayer, topic: 'size' },
  { ...deprecatedBundlerFlags, topic: 'ruby' },
  { ...developmentGemsInstalled, topic: 'ruby' },
  { ...directiveCasing, topic: 'style' },
  { ...dnfCacheKept, topic: 'packages' },
  { ...dnfPrompt, topic: 'packages' },
  { ...downloadPipedToShell, topic: 'downloads' },
  { ...downloadThenUnpack, topic: 'downloads' },
  { ...duplicateAccount, topic: 'user' },
  { ...duplicateLabel, topic: 'metadata' },
  { ...duplicateStageName, topic: 'stages' },
  { ...emptyContinuation, topic: 'syntax' },
  { ...emptyDefaultInFrom, topic: 'base-image' },
  { ...emptyPassword, topic: 'user' },
  { ...endOfLifeBaseImage, topic: 'base-image' },
  { ...endOfLifeOs, topic: 'base-image' },
  { ...entrypointMissing, topic: 'runtime' },
  { ...envSelfReference, topic: 'variables' },
  { ...exposeProtocolCasing, topic: 'style' },
  { ...exposedSshPort, topic: 'runtime' },
  { ...fileCapabilities, topic: 'user' },
  { ...fileWrittenByRun, topic: 'files' },
  { ...fixedVisibleDevices, topic: 'gpu' },
  { ...fromAsCasing, topic: 'style' },
  { ...gemfileNotMounted, topic: 'ruby' },
  { ...gitCloneInRun, topic: 'downloads' },
  { ...gpuQueryInBuild, topic: 'gpu' },
  { ...healthcheckCannotRun, topic: 'runtime' },
  { ...healthcheckLost, topic: 'runtime' },
  { ...heredocWithoutErrexit, topic: 'shell' },
  { ...indentedHeredocTerminator, topic: 'shell' },
  { ...insecureHttpDownload, topic: 'downloads' },
  { ...instructionBeforeFrom, topic: 'syntax' },
  { ...instructionCasing, topic: 'style' },
  { ...invalidArguments, topic: 'syntax' },
  { ...invalidExpose, topic: 'runtime' },
  { ...invalidJsonForm, topic: 'syntax' },
  { ...invalidLabelKey, topic: 'metadata' },
  { ...invalidLabelValue, topic: 'metadata' },
  { ...invalidOnbuildTrigger, topic: 'syntax' },
  { ...invalidPort, topic: 'runtime' },
  { ...invalidStopSignal, topic: 'runtime' },
  { ...invalidSubstitution, topic: 'syntax' },
  { ...invalidSyntax, topic: 'syntax' },
  { ...jemallocNotPreloaded, topic: 'ruby' },
  { ...labelWrittenByBuildx, topic: 'metadata' },
  { ...latestTag, topic: 'base-image' },
  { ...leftoverFiles, topic: 'size' },
  { ...legacyKeyValue, topic: 'variables' },
  { ...longFile, topic: 'style' },
  { ...maintainerUsed, topic: 'metadata' },
  { ...misplacedDirective, topic: 'syntax' },
  { ...missingCacheMount, topic: 'packages' },
  { ...missingDockerignore, topic: 'files' },
  { ...missingFinalNewline, topic: 'style' },
  { ...missingFrom, topic: 'syntax' },
  { ...missingHealthcheck, topic: 'runtime' },
  { ...missingInterpreter, topic: 'runtime' },
  { ...missingLabel, topic: 'metadata' },
  { ...missingSource, topic: 'files' },
  { ...missingStartCommand, topic: 'runtime' },
  { ...missingUser, topic: 'user' },
  { ...missingWorkdir, topic: 'files' },
  { ...mountOnWindows, topic: 'stages' },
  { ...multipleCmd, topic: 'runtime' },
  { ...multipleEntrypoint, topic: 'runtime' },
  { ...multipleHealthcheck, topic: 'runtime' },
  { ...multipleSourcesWithoutSlash, topic: 'files' },
  { ...namedUser, topic: 'user' },
  { ...namedUserWithoutPasswd, topic: 'user' },
  { ...nginxStopSignal, topic: 'runtime' },
  { ...npmInstallWithoutLock, topic: 'packages' },
  { ...oddStopSignal, topic: 'runtime' },
  { ...onbuildInApplication, topic: 'metadata' },
  { ...opcacheOff, topic: 'php' },
  { ...packageCacheInLayer, topic: 'size' },
  { ...passwordSetInBuild, topic: 'user' },
  { ...pipCacheKept, topic: 'packages' },
  { ...pipeWithoutPipefail, topic: 'shell' },
  { ...pointlessCommand, topic: 'shell' },
  { ...portOutOfRange, topic: 'runtime' },
  { ...preloadedLibrary, topic: 'runtime' },
  { ...privateKeyInLayer, topic: 'secrets' },
  { ...railsStateNotWritable, topic: 'ruby' },
  { ...readableShadow, topic: 'user' },
  { ...redirectsNotFollowed, topic: 'downloads' },
  { ...redundantBundler, topic: 'ruby' },
  { ...redundantTargetPlatform, topic: 'base-image' },
  { ...relativeWorkdir, topic: 'files' },
  { ...repeatedBlankLines, topic: 'style' },
  { ...repeatedPowershell, topic: 'shell' },
  { ...repeatedSpaces, topic: 'style' },
  { ...reservedStageName, topic: 'stages' },
  { ...rewrittenInLaterLayer, topic: 'size' },
  { ...rootOwnedCopy, topic: 'files' },
  { ...rootUser, topic: 'user' },
  { ...rootWithState, topic: 'user' },
  { ...runInScratch, topic: 'stages' },
  { ...scatteredStart, topic: 'runtime' },
  { ...secretFileCopied, topic: 'secrets' },
  { ...secretInConfig, topic: 'secrets' },
  { ...secretInEnv, topic: 'secrets' },
  { ...secretInFile, topic: 'secrets' },
  { ...secretMountCopied, topic: 'secrets' },
  { ...secretMountMissing, topic: 'secrets' },
  { ...secretViaCommand, topic: 'secrets' },
  { ...setuidBitSet, topic: 'user' },
  { ...severalCommandsOnALine, topic: 'style' },
  { ...shellFormCommand, topic: 'runtime' },
  { ...shellSyntaxError, topic: 'shell' },
  { ...shellcheckComment, topic: 'shell' },
  { ...sourceOutsideContext, topic: 'files' },
  { ...sparseLastlog, topic: 'user' },
  { ...stageByIndex, topic: 'stages' },
  { ...stageNameCasing, topic: 'stages' },
  { ...staleBaseDigest, topic: 'metadata' },
  { ...stopSignalOnWindows, topic: 'runtime' },
  { ...sudoInstalled, topic: 'user' },
  { ...sudoUsed, topic: 'user' },
  { ...sudoWithoutPassword, topic: 'user' },
  { ...supplementaryGroupsDropped, topic: 'user' },
  { ...syntaxDirectiveTypo, topic: 'syntax' },
  { ...systemUpgrade, topic: 'packages' },
  { ...systemVolume, topic: 'runtime' },
  { ...systemWorkdir, topic: 'files' },
  { ...systemdStopSignal, topic: 'runtime' },
  { ...telemetryOn, topic: 'variables' },
  { ...tlsVerificationDisabled, topic: 'downloads' },
  { ...tokenInFile, topic: 'secrets' },
  { ...trailingSpace, topic: 'style' },
  { ...uncheckedCd, topic: 'shell' },
  { ...undefinedArgInFrom, topic: 'base-image' },
  { ...undefinedVariable, topic: 'variables' },
  { ...undescriptiveComment, topic: 'style' },
  { ...unevenBlankLines, topic: 'style' },
  { ...unevenIndentation, topic: 'style' },
  { ...unexpectedLabel, topic: 'metadata' },
  { ...unexpectedSetuid, topic: 'user' },
  { ...ungracefulStopSignal, topic: 'runtime' },
  { ...ungroupedLabels, topic: 'metadata' },
  { ...unignoredFiles, topic: 'files' },
  { ...unknownFlag, topic: 'syntax' },
  { ...unknownInstruction, topic: 'syntax' },
  { ...unknownStage, topic: 'stages' },
  { ...unknownUser, topic: 'user' },
  { ...unorderedLabels, topic: 'metadata' },
  { ...unpinnedApkPackages, topic: 'packages' },
  { ...unpinnedAptPackages, topic: 'packages' },
  { ...unpinnedBaseImage, topic: 'base-image' },
  { ...unpinnedDnfPackages, topic: 'packages' },
  { ...unpinnedGem, topic: 'packages' },
  { ...unpinnedGoModule, topic: 'packages' },
  { ...unpinnedNpmPackages, topic: 'packages' },
  { ...unpinnedPipPackages, topic: 'packages' },
  { ...unpinnedYumPackages, topic: 'packages' },
  { ...unpinnedZypperPackages, topic: 'packages' },
  { ...unquotedExpansion, topic: 'shell' },
  { ...unsafePath, topic: 'runtime' },
  { ...unsortedPackages, topic: 'packages' },
  { ...untaggedBaseImage, topic: 'base-image' },
  { ...untrustedRegistry, topic: 'base-image' },
  { ...unusedAccount, topic: 'user' },
  { ...unusedStage, topic: 'stages' },
  { ...unverifiedApkPackages, topic: 'packages' },
  { ...unverifiedAptPackages, topic: 'packages' },
  { ...unverifiedPackageRegistry, topic: 'packages' },
  { ...unverifiedRemoteAdd, topic: 'downloads' },
  { ...unverifiedRpmPackages, topic: 'packages' },
  { ...unverifiedTlsDownload, topic: 'downloads' },
  { ...updateWithoutInstall, topic: 'packages' },
  { ...userIsRoot, topic: 'user' },
  { ...vexFileCopied, topic: 'files' },
  { ...volumeOverFiles, topic: 'runtime' },
  { ...wastedSpace, topic: 'size' },
  { ...wgetProgressBar, topic: 'downloads' },
  { ...wholeFilesystemCopied, topic: 'files' },
  { ...worldWritableFile, topic: 'user' },
  { ...worldWritableMode, topic: 'user' },
  { ...wrongArchitecture, topic: 'runtime' },
  { ...xdebugShipped, topic: 'php' },
  { ...yarnCacheKept, topic: 'packages' },
  { ...yjitOff, topic: 'ruby' },
  { ...yumCacheKept, topic: 'packages' },
  { ...yumPrompt, topic: 'packages' },
  { ...zypperCacheKept, topic: 'packages' },
  { ...zypperDistUpgrade, topic: 'packages' },
  { ...zypperPrompt, topic: 'packages' },
];
