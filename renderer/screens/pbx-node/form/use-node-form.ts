import { useCallback } from 'react';
import { useDraftForm } from '../../../components/draft-form.ts';
import { checkForm, type Answers, type FormValues } from './form-values.ts';

/** A node's form: its values under the address of the screen, so that leaving it loses nothing. */
export function useNodeForm(address: string, base: FormValues, answers: Answers) {
  const check = useCallback((values: FormValues) => checkForm(values, answers), [answers]);
  return useDraftForm(address, base, check);
}

export type NodeForm = ReturnType<typeof useNodeForm>;
