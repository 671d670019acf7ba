import { Button, Skeleton, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StatusTemplates, WantedTemplates } from '../../../shared/contract/index.ts';
import { DiscardDialog } from '../../components/discard-dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Notice } from '../../components/notice.tsx';
import { Screen } from '../../components/screen.tsx';
import { StickyBar } from '../../components/sticky-bar.tsx';
import { useLeaveNotice } from '../../components/use-leave-notice.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { OptionsPanel } from './options-panel.tsx';
import { PreviewDialog } from './preview-dialog.tsx';
import { namePath } from './template-draft.ts';
import { TemplateList } from './template-list.tsx';
import { useTemplatesForm } from './use-templates-form.ts';

/** Statuses tab: the status templates of an Enterprise, changed for all accounts that edited nothing (domain.md 5.3, E5). */
export function StatusTemplatesScreen({ enterprise }: EnterpriseProps) {
  const { enterpriseId } = enterprise;
  const templates = useQuery(query.statuses.templates.queryOptions({ input: { enterpriseId } }));
  return (
    <Screen title="Status templates">
      <Text size="sm">
        The statuses that every account has until somebody changes them. A change reaches everyone who has not
        edited theirs.
      </Text>
      {templates.isError && (
        <FailurePanel
          title="The status templates cannot be shown as they are now"
          error={templates.error}
          retry={() => void templates.refetch()}
        />
      )}
      {templates.data ? (
        <Editor enterprise={enterprise} stored={templates.data} />
      ) : (
        !templates.isError && (
          <>
            <Skeleton height={380} role="status" aria-label="Loading the status templates" />
            <Skeleton height={160} />
          </>
        )
      )}
    </Screen>
  );
}

function Editor({ enterprise, stored }: EnterpriseProps & { stored: StatusTemplates }) {
  const readOnly = useReadOnly();
  const form = useTemplatesForm({ enterprise, stored });
  const { values, dirty } = form;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  /** What is being previewed; null while nothing is. */
  const [wanted, setWanted] = useState<WantedTemplates | null>(null);
  const [discarding, setDiscarding] = useState(false);
  useLeaveNotice(addresses.statuses(enterprise.id), { name: 'the status templates', unsaved: dirty });

  function preview() {
    if (!dirty || readOnly || wanted !== null) return;
    if (form.valid !== null) {
      setWanted(form.valid);
      return;
    }
    const faulty = values.templates.map(({ key }) => key).filter((key) => namePath(key) in form.problems);
    setOpened(new Set([...opened, ...faulty]));
    form.showProblems(form.problems);
  }
  useHotkeys([['mod+S', preview]], []);

  return (
    <>
      {form.outrun && !readOnly && (
        <Notice tone="warn" title="Saved by somebody else meanwhile">
          The templates were changed since you began to edit them. The preview says what your version would
          change; Discard shows the other one.
        </Notice>
      )}
      <TemplateList form={form} readOnly={readOnly} opened={opened} setOpened={setOpened} />
      <OptionsPanel form={form} readOnly={readOnly} />
      {!readOnly && (
        <StickyBar changed={dirty} words={dirty ? 'Unsaved changes' : 'No unsaved changes'}>
          <Button onClick={preview} disabled={!dirty} title="Ctrl+S">
            Preview changes…
          </Button>
          {dirty && (
            <Button variant="default" onClick={() => setDiscarding(true)}>
              Discard
            </Button>
          )}
        </StickyBar>
      )}
      {wanted !== null && (
        <PreviewDialog
          enterprise={enterprise}
          stored={stored}
          wanted={wanted}
          onClose={() => setWanted(null)}
          onDone={() => {
            form.drop();
            setWanted(null);
          }}
        />
      )}
      {discarding && (
        <DiscardDialog
          onDiscard={() => {
            form.drop();
            setDiscarding(false);
          }}
          onClose={() => setDiscarding(false)}
        />
      )}
    </>
  );
}
