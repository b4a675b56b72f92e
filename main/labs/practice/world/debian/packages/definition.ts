/** A Debian package as far as the lab has it: what it puts on a host, and what that does. */
export interface DebPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: 'amd64' | 'all';
  readonly section: string;
  /** First line of the description. */
  readonly summary: string;
  readonly depends: readonly string[];
  readonly installedKib: number;
  /** Paths of programs; they exist in the world's registry. */
  readonly programs: readonly string[];
  /** Other files: path and content. Those below /etc are configuration files and stay when changed. */
  readonly files: readonly (readonly [string, string, number?])[];
  /** Links: path and target. */
  readonly links: readonly (readonly [string, string])[];
  /** Units that it starts and enables. */
  readonly units: readonly string[];
  /** What is run when it is configured. */
  readonly triggers: readonly ('update-grub' | 'initramfs')[];
}

/** A package from what is particular of it. */
export function deb(name: string, version: string, summary: string, particular: Partial<DebPackage> = {}): DebPackage {
  return {
    name,
    version,
    architecture: 'amd64',
    section: 'admin',
    summary,
    depends: [],
    installedKib: 480,
    programs: [],
    files: [],
    links: [],
    units: [],
    triggers: [],
    ...particular,
  };
}

/** Name of a package's file as apt downloads it: a colon of the epoch is `%3a`. */
export function debFile({ name, version, architecture }: DebPackage): string {
  return `${name}_${version.replace(':', '%3a')}_${architecture}.deb`;
}
