import { Checkbox, Group, NumberInput, Select, Stack, TextInput, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Feed, ServerKind, Transport } from '../../../shared/domain/synchronizer.ts';
import { Panel } from '../../components/screen.tsx';
import { Value } from '../../components/value.tsx';
import { SERVER_NAMES } from '../synchronization/run-words.ts';
import { Notice } from '../../components/notice.tsx';
import { CaFileField } from './ca-file-field.tsx';
import { withServer } from './form-values.ts';
import { globalCatalogueUrls, sendsPasswordInClear } from './ldap-urls.ts';
import { PathAssistant } from './path-assistant.tsx';
import classes from './synchronizer.module.css';
import { PinField } from './pin-field.tsx';
import { UrlList } from './url-list.tsx';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

const TRANSPORTS: { value: Transport; label: string }[] = [
  { value: 'plain', label: 'Plain (port 389)' },
  { value: 'starttls', label: 'StartTLS (port 389, encrypted)' },
  { value: 'ldaps', label: 'LDAPS (port 636, encrypted)' },
];
const FEEDS: { value: Feed; label: string }[] = [
  { value: 'automatic', label: 'Automatic' },
  { value: 'full', label: 'Always read everything' },
  { value: 'syncrepl', label: 'syncrepl (OpenLDAP)' },
  { value: 'dirsync', label: 'DirSync (Active Directory)' },
  { value: 'usn', label: 'uSNChanged (Active Directory)' },
  { value: 'timestamp', label: 'Timestamp attribute' },
];

/** Step 1: how the directory is reached, in the order of the product's form (domain.md 2.2). */
export function ConnectionPanel({
  form,
  isNew,
  profiles,
  password,
}: {
  form: SynchronizerForm;
  isNew: boolean;
  profiles: string[];
  password: ReactNode;
}) {
  const { values, set, at } = form;
  const known = profiles.includes(values.featureProfile) ? profiles : [values.featureProfile, ...profiles];
  const catalogue = globalCatalogueUrls(values.urls);
  return (
    <Panel title="1. Connection settings">
      <Stack gap="sm">
        <div className={classes.pair}>
          <TextInput
            label="Description"
            description="The name of this synchronizer"
            required
            value={values.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={64}
            {...at('name')}
          />
          <TextInput
            label="Domain name"
            description="The domain that the people belong to, such as acme.example.com"
            required
            value={values.domain}
            onChange={(event) => set({ domain: event.currentTarget.value })}
            spellCheck={false}
            {...at('domain')}
          />
        </div>
        <PathAssistant form={form} />
        <Select
          label="Server"
          description={
            isNew
              ? 'Sets query, key, mapping and page size to what this kind of server uses, where you have not changed them.'
              : undefined
          }
          data={Object.entries(SERVER_NAMES).map(([value, label]) => ({ value, label }))}
          value={values.server}
          onChange={(server) =>
            server !== null &&
            set((current) =>
              isNew
                ? withServer(current, server as ServerKind)
                : { ...current, server: server as ServerKind },
            )
          }
          allowDeselect={false}
          {...at('server')}
        />
        <UrlList form={form} />
        {catalogue.length > 0 && (
          <Notice tone="warn" title="Global catalogue port">
            <Value>{catalogue.join(', ')}</Value>: the global catalogue knows fewer attributes than the domain
            itself. Fields may stay empty although they are mapped. Use port 389 or 636 unless you need it.
          </Notice>
        )}
        <div className={classes.pair}>
          <TextInput
            label="Base DN"
            description="Where the tree begins, such as dc=example,dc=com"
            required
            value={values.baseDn}
            onChange={(event) => set({ baseDn: event.currentTarget.value })}
            spellCheck={false}
            {...at('baseDn')}
          />
          <Select
            label="Transport"
            description="How the connection is protected"
            data={TRANSPORTS}
            value={values.transport}
            onChange={(transport) => transport !== null && form.setTransport(transport)}
            allowDeselect={false}
            {...at('transport')}
          />
        </div>
        {sendsPasswordInClear(values.urls, values.transport, values.bindDn) && (
          <Notice tone="warn" title="The password would be sent unencrypted">
            Anyone on the way to the server could read it. Choose StartTLS or LDAPS.
          </Notice>
        )}
        {values.transport !== 'plain' && (
          <>
            <CaFileField form={form} />
            <PinField form={form} />
          </>
        )}
        <Group align="flex-end" gap="lg">
          <Checkbox
            label="Server supports paging results"
            description="Needed to read more entries than the server gives at once"
            checked={values.paging}
            onChange={(event) => set({ paging: event.currentTarget.checked })}
          />
          <NumberInput
            label="Page size"
            value={values.pageSize}
            onChange={(pageSize) => set({ pageSize })}
            disabled={!values.paging}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            w="9rem"
            {...at('pageSize')}
          />
        </Group>
        <Checkbox
          label="Do not import disabled accounts from AD"
          description="An account whose directory entry is disabled counts as gone."
          checked={values.skipDisabled}
          onChange={(event) => set({ skipDisabled: event.currentTarget.checked })}
        />
        <TextInput
          label="Search context"
          description="Path below the base DN, such as ou=Sales,ou=Berlin; several are separated by semicolons. Empty searches the whole base."
          value={values.searchContext}
          onChange={(event) => set({ searchContext: event.currentTarget.value })}
          spellCheck={false}
          {...at('searchContext')}
        />
        <Textarea
          label="User query"
          description="LDAP filter that finds the people"
          required
          autosize
          minRows={1}
          maxRows={6}
          value={values.query}
          onChange={(event) => set({ query: event.currentTarget.value.replaceAll(/\s*\n\s*/g, '') })}
          spellCheck={false}
          {...at('query')}
        />
        <div className={classes.pair}>
          <TextInput
            label="Username"
            description="DN, or on Active Directory user@domain, of an account that may read. Empty signs in anonymously."
            value={values.bindDn}
            onChange={(event) => set({ bindDn: event.currentTarget.value })}
            spellCheck={false}
            autoComplete="off"
            {...at('bindDn')}
          />
          <div>{password}</div>
        </div>
        <Select
          label="Default feature profile"
          description="For accounts that this synchronizer creates; it does not change those that exist."
          data={known}
          value={values.featureProfile}
          onChange={(featureProfile) => featureProfile !== null && set({ featureProfile })}
          allowDeselect={false}
          searchable
          nothingFoundMessage="No such profile"
          {...at('featureProfile')}
        />
        <Group align="flex-start" gap="lg" grow>
          <Select
            label="Changes only"
            description="How changed entries are found between full reads. This version always reads everything; the choice is kept."
            data={FEEDS}
            value={values.feed}
            onChange={(feed) => feed !== null && set({ feed })}
            allowDeselect={false}
            {...at('feed')}
          />
          <NumberInput
            label="Timeout"
            description="Seconds without an answer until the server counts as not reachable"
            value={values.timeoutSeconds}
            onChange={(timeoutSeconds) => set({ timeoutSeconds })}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            suffix=" s"
            {...at('timeoutSeconds')}
          />
        </Group>
      </Stack>
    </Panel>
  );
}
