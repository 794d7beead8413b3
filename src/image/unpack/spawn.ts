import { Worker } from 'node:worker_threads';

/** Starts the thread of `worker.ts`. The build puts that module's code in the place of this file's, so that bundles stay whole. */
export function spawn(workerData: unknown): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), { workerData });
}
