import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cudaImage, wheelVersion } from '../../rules/_share/cuda.js';
import { parseImageReference } from '../../src/dockerfile/image-reference.js';

const read = (reference: string) => cudaImage(parseImageReference(reference));

test('version, flavour and cuDNN are read from a tag', () => {
  assert.deepEqual(read('nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04'), {
    version: [12, 4],
    flavour: 'devel',
    cudnn: true,
  });
  assert.deepEqual(read('docker.io/nvidia/cuda:11.8.0-cudnn8-runtime-ubi8'), {
    version: [11, 8],
    flavour: 'runtime',
    cudnn: true,
  });
  assert.deepEqual(read('nvcr.io/nvidia/cuda:13.0.0-base-ubuntu24.04')?.flavour, 'base');
  assert.deepEqual(read('nvidia/cuda:9.0'), { version: [9, 0], flavour: 'devel', cudnn: false });
});

test('what the tag does not say is not known', () => {
  assert.deepEqual(read('nvidia/cuda'), { version: undefined, flavour: undefined, cudnn: false });
  assert.deepEqual(read('nvidia/cuda:latest'), { version: undefined, flavour: undefined, cudnn: false });
  assert.equal(read('nvidia/cuda:12.2.0-ubuntu22.04')?.flavour, undefined);
});

test('other images are none', () => {
  for (const reference of [
    'cuda:12.4',
    'nvidia/cudagl:11.4.2-devel',
    'ghcr.io/nvidia/cuda:12.4.1-devel',
    'nvcr.io/nvidia/pytorch:24.05',
  ])
    assert.equal(read(reference), undefined, reference);
});

test('the last digit of a wheel is the minor version', () => {
  assert.deepEqual(wheelVersion('118'), [11, 8]);
  assert.deepEqual(wheelVersion('92'), [9, 2]);
  assert.deepEqual(wheelVersion('130'), [13, 0]);
});
