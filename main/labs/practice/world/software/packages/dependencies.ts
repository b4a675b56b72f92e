import type { InstalledPackage } from '../state.ts';
import { packageByFileName } from './catalogue.ts';
import { packageLabel, type PackageDefinition } from './definition.ts';
import { compareVersionReleases } from './versions.ts';

/** A capability as one package asks for it: `libvirt = 0.2.3-9.el5`. */
export interface Requirement {
  readonly text: string;
  readonly name: string;
  readonly operator: '=' | '>=' | '<=' | '>' | '<' | null;
  readonly version: string;
}

export function parseRequirement(text: string): Requirement {
  const [, name = text, operator, version = ''] = /^(\S+)(?:\s+(=|>=|<=|>|<)\s+(\S+))?$/u.exec(text) ?? [];
  return { text, name, operator: (operator as Requirement['operator'] | undefined) ?? null, version };
}

/** What an installed package is by its definition; null for one that no rpm file describes (imported keys). */
export function definitionOf(installed: InstalledPackage): PackageDefinition | null {
  return packageByFileName(`${packageLabel(installed)}.${installed.architecture}.rpm`);
}

/** Whether a package satisfies a requirement by its name, its capabilities or its files. */
export function satisfies(definition: PackageDefinition, requirement: Requirement): boolean {
  if (definition.name === requirement.name) return compares(`${definition.version}-${definition.release}`, requirement);
  if (requirement.name.startsWith('/') && definition.files.some((file) => file.path === requirement.name)) return true;
  return definition.provides.some((provided) => {
    const capability = parseRequirement(provided);
    return capability.name === requirement.name && (capability.version === '' || compares(capability.version, requirement));
  });
}

function compares(version: string, requirement: Requirement): boolean {
  if (requirement.operator === null) return true;
  const order = compareVersionReleases(version, requirement.version);
  switch (requirement.operator) {
    case '=':
      return order === 0;
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
  }
}

/** Lines under `error: Failed dependencies:` when these are added to what is there. */
export function missingForInstall(added: readonly PackageDefinition[], present: readonly PackageDefinition[]): readonly string[] {
  const all = [...present, ...added];
  return added.flatMap((definition) =>
    definition.requires
      .map(parseRequirement)
      .filter((requirement) => !all.some((other) => satisfies(other, requirement)))
      .map((requirement) => `${requirement.text} is needed by ${packageLabel(definition)}.${definition.architecture}`),
  );
}

/** Lines under `error: Failed dependencies:` when these are taken away. */
export function missingForErase(removed: readonly PackageDefinition[], present: readonly PackageDefinition[]): readonly string[] {
  const left = present.filter((each) => !removed.includes(each));
  return left.flatMap((definition) =>
    definition.requires
      .map(parseRequirement)
      .filter(
        (requirement) =>
          removed.some((gone) => satisfies(gone, requirement)) && !left.some((other) => satisfies(other, requirement)),
      )
      .map(
        (requirement) => `${requirement.text} is needed by (installed) ${packageLabel(definition)}.${definition.architecture}`,
      ),
  );
}
