import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { StatusTemplates, TemplatePreview, WantedTemplates } from '../../../shared/contract/index.ts';
import { Dialog } from '../../components/dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Notice } from '../../components/notice.tsx';
import { counted } from '../../components/numbers.ts';
import { Value } from '../../components/value.tsx';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { PreviewRows } from './preview-rows.tsx';
import { applyLabel, changeSentence, optionSentences } from './preview-words.ts';
import { useSetTemplates } from './use-set-templates.ts';
import classes from './status-templates.module.css';

/** Says whom a change of the templates touches, and makes it. */
export function PreviewDialog({
  enterprise,
  stored,
  wanted,
  onClose,
  onDone,
}: EnterpriseProps & {
  stored: StatusTemplates;
  wanted: WantedTemplates;
  onClose: () => void;
  /** Called once it is made. */
  onDone: () => void;
}) {
  const { preview, apply, busy, moved, error } = useSetTemplates(wanted, onDone);
  const { data } = preview;
  return (
    <Dialog busy={busy} onClose={onClose} title="Preview of the changes" size="xl">
      <Stack gap="sm">
        {moved && (
          <div role="alert">
            <Notice tone="warn" title="Something changed meanwhile">
              Nothing was saved. This is the preview as it is now: look again.
            </Notice>
          </div>
        )}
        {preview.isError ? (
          <FailurePanel
            title="The preview cannot be made"
            error={preview.error}
            retry={() => void preview.refetch()}
          />
        ) : data === undefined ? (
          <>
            <Skeleton height={60} role="status" aria-label="Looking whom it touches" />
            <Skeleton height={160} />
          </>
        ) : (
          <Shown enterprise={enterprise} stored={stored} wanted={wanted} preview={data} />
        )}
        {error !== null && <FailurePanel title="The templates were not changed" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Go on editing
          </Button>
          {data !== undefined && !preview.isError && (
            <Button loading={busy} onClick={() => void apply()}>
              {applyLabel(data)}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}

function Shown({
  enterprise,
  stored,
  wanted,
  preview,
}: EnterpriseProps & { stored: StatusTemplates; wanted: WantedTemplates; preview: TemplatePreview }) {
  const { accounts, changes, rows, rowsTotal } = preview;
  const options = optionSentences(stored, wanted);
  return (
    <>
      <Text size="sm">{`${enterprise.id} has ${counted(accounts, 'account')}. Nothing is changed yet.`}</Text>
      {changes.length === 0 && options.length === 0 ? (
        <Text size="sm">Nothing would change: the templates are like this already.</Text>
      ) : (
        <ul className={classes.changes} aria-label="Changes">
          {changes.map((change) => (
            <Text key={`${change.kind} ${change.name}`} size="sm" component="li" className="wrap-anywhere">
              <strong>
                <Value>{change.name}</Value>
              </strong>
              : {changeSentence(change, wanted.templates)}
            </Text>
          ))}
          {options.map((sentence) => (
            <Text key={sentence} size="sm" component="li">
              {sentence}
            </Text>
          ))}
        </ul>
      )}
      {rows.length > 0 && <PreviewRows enterprise={enterprise.id} rows={rows} total={rowsTotal} />}
    </>
  );
}
