import { pbxNodeDraftSchema, type PbxNodeDraft } from '../../../../shared/contract/index.ts';
import { DEFAULT_GUARD } from '../../../../shared/domain/guard-policy.ts';
import { DEFAULT_MIVOICE_BUSINESS } from '../../../../shared/domain/pbx-node.ts';
import { asSentence, type Problems } from '../../../components/form-problems.ts';
import type { GuardValues } from '../../../components/guard-fields.tsx';
import type { Failure } from '../../../state/failure.ts';

/** What was said of single devices (D12). It is said on the node's page, so no form holds it. */
export type Answers = PbxNodeDraft['answers'];

/** The form as it is edited: both ways to name the files stay as they were typed, and a number may be empty. */
export type FormValues = Omit<PbxNodeDraft, 'answers' | 'files' | 'folder' | 'staleDays' | 'guard'> & {
  from: 'files' | 'folder';
  files: { devices: string; groups: string[]; directory: string };
  folder: string;
  staleDays: number | string;
  guard: GuardValues;
};

const NO_FILES = { devices: '', groups: [], directory: '' };
const NO_ANSWERS: Answers = { same: [], separate: [] };

/** What a new node starts with. */
export function newValues(): FormValues {
  return valuesOf({ name: '', ...DEFAULT_MIVOICE_BUSINESS });
}

/** A stored node as the form edits it. */
export function valuesOf({ answers: _, files, folder, ...rest }: PbxNodeDraft): FormValues {
  return {
    ...rest,
    from: folder === null ? 'files' : 'folder',
    files: files === null ? NO_FILES : { ...files, directory: files.directory ?? '' },
    folder: folder ?? '',
  };
}

/** The draft when the form is valid, else what is wrong with it by path, such as `files.devices`. */
export function checkForm(
  values: FormValues,
  answers: Answers = NO_ANSWERS,
): { draft: PbxNodeDraft | null; problems: Problems } {
  const { from, files, folder, ...rest } = values;
  const parsed = pbxNodeDraftSchema.safeParse({
    ...rest,
    answers,
    files: from === 'files' ? { ...files, directory: files.directory === '' ? null : files.directory } : null,
    folder: from === 'folder' ? folder : null,
  });
  if (parsed.success) return { draft: parsed.data, problems: {} };
  const problems: Problems = {};
  for (const { path, message } of parsed.error.issues) {
    problems[path.map(String).join('.')] ??= asSentence(message);
  }
  return { draft: null, problems };
}

/**
 * The same for a look into the files, which needs only what the reading depends on: the rest is as in every other look,
 * so that a change of it does not have them read again. Null while it cannot be made.
 */
export function draftToInspect(values: FormValues, answers: Answers = NO_ANSWERS): PbxNodeDraft | null {
  const { draft } = checkForm(
    {
      ...values,
      name: 'inspection',
      watch: 'off',
      staleDays: Number.isSafeInteger(values.staleDays)
        ? values.staleDays
        : DEFAULT_MIVOICE_BUSINESS.staleDays,
      guard: DEFAULT_GUARD,
      voiceMailServer: '',
      voiceMailNumber: '',
    },
    answers,
  );
  return draft;
}

/** What the engine found wrong with single fields; `problems` has the paths of the form. */
export function problemsOf(failure: Failure): Problems {
  const problems: Problems = {};
  for (const { path, message } of failure.problems) {
    problems[path.replace(/^draft\./, '')] ??= asSentence(message);
  }
  if (failure.code === 'source.exists') {
    problems['name'] = `${failure.message} ${failure.hint} (${failure.code})`;
  }
  return problems;
}
