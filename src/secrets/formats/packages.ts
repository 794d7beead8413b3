/** Secrets of package registries. */
import { type Format, format, mixed } from '../format.js';

export const PACKAGES: readonly Format[] = [
  format('npm-token', 'npm token', ['npm_'], /(npm_[A-Za-z0-9]{36})(?![A-Za-z0-9_])/y),
  format(
    'npm-registry-token',
    'npm registry token',
    ['_authToken'],
    /_authToken\s{0,9}=\s{0,9}["']?([A-Za-z0-9_=./+-]{16,300})/y,
    { seek: '_authToken' },
  ),
  format('pypi-token', 'PyPI token', ['pypi-AgEIcHlwaS5vcmc'], /(pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,500})/y, {
    reach: 600,
  }),
  format(
    'testpypi-token',
    'TestPyPI token',
    ['pypi-AgENdGVzdC5weXBpLm9yZw'],
    /(pypi-AgENdGVzdC5weXBpLm9yZw[A-Za-z0-9_-]{50,500})/y,
    { reach: 600 },
  ),
  format('rubygems-key', 'RubyGems key', ['rubygems_'], /(rubygems_[a-f0-9]{48})(?![A-Za-z0-9_-])/y),
  format('crates-io-token', 'crates.io token', ['cio'], /(cio[A-Za-z0-9]{32})(?![A-Za-z0-9_+/-])/y, { proof: mixed }),
  format('nuget-key', 'NuGet key', ['oy2'], /(oy2[a-z0-9]{43})(?![A-Za-z0-9_-])/y, {
    proof: secret => /\d.*\d.*\d/.test(secret.slice(3)) && /[a-z].*[a-z].*[a-z]/.test(secret.slice(3)),
  }),
  format('clojars-token', 'Clojars token', ['CLOJARS_'], /(CLOJARS_[a-z0-9]{60})(?![A-Za-z0-9_-])/y),
  format('artifactory-key', 'Artifactory key', ['AKCp'], /(AKCp[A-Za-z0-9]{69})(?![A-Za-z0-9_+/-])/y),
  format(
    'artifactory-reference-token',
    'Artifactory reference token',
    ['cmVmdGtuO'],
    /(cmVmdGtuO[A-Za-z0-9]{55})(?![A-Za-z0-9_+/-])/y,
  ),
  format('docker-hub-token', 'Docker Hub token', ['dckr_pat_', 'dckr_oat_'], /(dckr_[op]at_[A-Za-z0-9_-]{27,60})/y),
];
