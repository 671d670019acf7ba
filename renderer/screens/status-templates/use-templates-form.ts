import { useCallback, useMemo } from 'react';
import type { StatusTemplates } from '../../../shared/contract/index.ts';
import { useDraftForm } from '../../components/draft-form.ts';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { checkForm, formOf, type TemplatesForm } from './template-draft.ts';

/** The templates as they are edited: under the address of the screen, so that leaving it loses nothing. */
export function useTemplatesForm({ enterprise, stored }: EnterpriseProps & { stored: StatusTemplates }) {
  const { enterpriseId, id } = enterprise;
  const base = useMemo(() => formOf(stored), [stored]);
  const check = useCallback(
    (values: TemplatesForm) => checkForm(enterpriseId, values, base),
    [enterpriseId, base],
  );
  return { ...useDraftForm(addresses.statuses(id), base, check), base };
}

export type TemplatesFormState = ReturnType<typeof useTemplatesForm>;
