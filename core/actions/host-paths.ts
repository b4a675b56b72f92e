import type { HostPaths } from './last-path.ts';

type Path = HostPaths['luns'][number]['controllers'][number]['paths'][number];

/** What `rdac.array` tells, as far as paths go. */
export interface ArrayFacts {
  readonly controllers: readonly { readonly name: string; readonly paths: readonly (Path & { readonly number: number })[] }[];
  readonly luns: readonly {
    readonly lun: number;
    readonly controllers: readonly {
      readonly controller: string;
      readonly paths: readonly (Path & { readonly number: number })[];
    }[];
  }[];
}

/**
 * A host's paths from what it told. mppUtil prints over which port a path goes once, with the controller; with each LUN it names the same path
 * by its number alone.
 */
export function hostPaths(host: string, array: string, told: ArrayFacts, ports: HostPaths['ports']): HostPaths {
  const portOf = (controller: string, number: number): number | null =>
    told.controllers.find(({ name }) => name === controller)?.paths.find((path) => path.number === number)?.host ?? null;
  const luns = told.luns.map(({ lun, controllers }) => ({
    lun,
    controllers: controllers.map(({ controller, paths }) => ({
      controller,
      paths: paths.map(({ number, state, host: own }) => ({ state, host: own ?? portOf(controller, number) })),
    })),
  }));
  return { host, array, ports, luns };
}
