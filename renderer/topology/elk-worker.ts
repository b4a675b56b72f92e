import workerAddress from 'elkjs/lib/elk-worker.min.js?url';

/** The page's policy wants it said that an address of a script was meant as one. Nothing but our own worker's address gets through. */
interface TrustedTypes {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ) => { readonly createScriptURL: (address: string) => string };
}

const trusted = (globalThis as unknown as { readonly trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('xenpath-layout', {
  createScriptURL: () => workerAddress,
});

/** ELK in a worker of its own, as it is published: it blocks whoever runs it. */
export function startElkWorker(): Worker {
  return new Worker(trusted?.createScriptURL(workerAddress) ?? workerAddress);
}
