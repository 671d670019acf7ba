import type { VaultState } from '../../../../shared/contract/index.ts';
import { suggestLdapPaths } from '../../../../shared/domain/path-assistant.ts';
import { exportConfiguration, importConfiguration } from '../configuration.ts';
import { chosenEnterprises, type Services } from '../context.ts';
import { os } from './base.ts';

/** The engine itself. */
export const systemRoutes = {
  info: os.system.info.handler(({ context: { services } }) => ({
    version: services.version,
    schema: services.store.connection.scalar('PRAGMA user_version'),
  })),
  about: os.system.about.handler(({ context: { services } }) => ({
    version: services.version,
    schema: services.store.connection.scalar('PRAGMA user_version'),
    dataFolder: services.results?.file ?? services.store.folder.root,
    sqlite: services.store.connection.text('SELECT sqlite_version()'),
  })),
};

/** The key that seals secrets. */
export const vaultRoutes = {
  state: os.vault.state.handler(({ context: { services } }) => vaultState(services)),
  createKeyFile: os.vault.createKeyFile.handler(({ context: { services } }) => {
    services.vault.createKeyFile();
    return vaultState(services);
  }),
};

function vaultState({ vault }: Services): VaultState {
  const { source, keyFile, problem } = vault.status();
  return { source, keyFile, problem };
}

/** What helps with filling in a form. */
export const toolRoutes = {
  suggestLdapPaths: os.tools.suggestLdapPaths.handler(({ input }) => ({
    suggestions: suggestLdapPaths(input.fqdn),
  })),
};

/** The configuration as a file. */
export const configurationRoutes = {
  import: os.configuration.import.handler(({ context: { services }, input }) =>
    services.write(() => importConfiguration(services, input)),
  ),
  export: os.configuration.export.handler(({ context: { services }, input }) => {
    const only =
      input.enterprise === undefined
        ? undefined
        : chosenEnterprises(services.store, input.enterprise)[0]?.enterpriseId;
    return exportConfiguration(services, only);
  }),
};
