// Generated from the folders beside it: UPDATE=1 npm test writes it anew.
import type { RegisteredRule } from '../src/rule.js';
import constantPlatform from './base-image/constant-platform.js';
import emptyDefaultInFrom from './base-image/empty-default-in-from.js';
import latestTag from './base-image/latest-tag.js';
import redundantTargetPlatform from './base-image/redundant-target-platform.js';
import undefinedArgInFrom from './base-image/undefined-arg-in-from.js';
import unpinnedBaseImage from './base-image/unpinned-base-image.js';
import untaggedBaseImage from './base-image/untagged-base-image.js';
import untrustedRegistry from './base-image/untrusted-registry.js';
import exposedSshPort from './runtime/exposed-ssh-port.js';
import missingHealthcheck from './runtime/missing-healthcheck.js';
import systemVolume from './runtime/system-volume.js';
import duplicateStageName from './stages/duplicate-stage-name.js';
import reservedStageName from './stages/reserved-stage-name.js';
import stageNameCasing from './stages/stage-name-casing.js';
import fromAsCasing from './style/from-as-casing.js';
import instructionCasing from './style/instruction-casing.js';
import undescriptiveComment from './style/undescriptive-comment.js';
import emptyContinuation from './syntax/empty-continuation.js';
import instructionBeforeFrom from './syntax/instruction-before-from.js';
import invalidJsonForm from './syntax/invalid-json-form.js';
import invalidOnbuildTrigger from './syntax/invalid-onbuild-trigger.js';
import invalidSyntax from './syntax/invalid-syntax.js';
import misplacedDirective from './syntax/misplaced-directive.js';
import missingFrom from './syntax/missing-from.js';
import syntaxDirectiveTypo from './syntax/syntax-directive-typo.js';
import unknownInstruction from './syntax/unknown-instruction.js';
import missingUser from './user/missing-user.js';
import rootUser from './user/root-user.js';
import sudoUsed from './user/sudo-used.js';

// biome-ignore format: one line a rule
export const rules: readonly RegisteredRule[] = [
  { ...constantPlatform, topic: 'base-image' },
  { ...duplicateStageName, topic: 'stages' },
  { ...emptyContinuation, topic: 'syntax' },
  { ...emptyDefaultInFrom, topic: 'base-image' },
  { ...exposedSshPort, topic: 'runtime' },
  { ...fromAsCasing, topic: 'style' },
  { ...instructionBeforeFrom, topic: 'syntax' },
  { ...instructionCasing, topic: 'style' },
  { ...invalidJsonForm, topic: 'syntax' },
  { ...invalidOnbuildTrigger, topic: 'syntax' },
  { ...invalidSyntax, topic: 'syntax' },
  { ...latestTag, topic: 'base-image' },
  { ...misplacedDirective, topic: 'syntax' },
  { ...missingFrom, topic: 'syntax' },
  { ...missingHealthcheck, topic: 'runtime' },
  { ...missingUser, topic: 'user' },
  { ...redundantTargetPlatform, topic: 'base-image' },
  { ...reservedStageName, topic: 'stages' },
  { ...rootUser, topic: 'user' },
  { ...stageNameCasing, topic: 'stages' },
  { ...sudoUsed, topic: 'user' },
  { ...syntaxDirectiveTypo, topic: 'syntax' },
  { ...systemVolume, topic: 'runtime' },
  { ...undefinedArgInFrom, topic: 'base-image' },
  { ...undescriptiveComment, topic: 'style' },
  { ...unknownInstruction, topic: 'syntax' },
  { ...unpinnedBaseImage, topic: 'base-image' },
  { ...untaggedBaseImage, topic: 'base-image' },
  { ...untrustedRegistry, topic: 'base-image' },
];
