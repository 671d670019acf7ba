/** Where the accounts of an Enterprise come from (domain.md 1.2). */
export type SynchronizationType = 'none' | 'directory' | 'pbx';

/** Settings of the PBX Node Synchronizer type (domain.md 1.2, D14). */
export interface PbxOptions {
  /** Name of the profile that accounts made by a PBX synchronization get. */
  featureProfile: string;
  dynamicExtensionsOnly: boolean;
  dynamicNeedsExternal: boolean;
}

/** The profile without licensed features that every Enterprise has (domain.md 6). */
export const DEFAULT_PROFILE = 'Default Feature Profile';

export const DEFAULT_PBX_OPTIONS: PbxOptions = {
  featureProfile: DEFAULT_PROFILE,
  dynamicExtensionsOnly: false,
  dynamicNeedsExternal: false,
};
