import { useDraftForm } from '../../components/draft-form.ts';
import type { FormValues, MappedField } from './form-values.ts';
import { transportFor, urlsFor } from './ldap-urls.ts';
import { checkForm } from './validation.ts';

/** A synchronizer's form: its values under the address of the screen, so that leaving it loses nothing. */
export function useSynchronizerForm(address: string, base: FormValues) {
  const form = useDraftForm(address, base, checkForm);
  const { set } = form;
  return {
    ...form,
    setMapping: (field: MappedField, attribute: string) => {
      set((current) => ({ ...current, mapping: { ...current.mapping, [field]: attribute } }));
    },
    /** Changes the URLs; scheme and transport stay in step. */
    setUrls: (urls: string[]) => {
      set((current) => ({ ...current, urls, transport: transportFor(urls, current.transport) }));
    },
    setTransport: (transport: FormValues['transport']) => {
      set((current) => ({ ...current, transport, urls: urlsFor(current.urls, transport) }));
    },
  };
}

export type SynchronizerForm = ReturnType<typeof useSynchronizerForm>;
