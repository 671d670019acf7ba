import { Button, Code, Group, Loader, Stack, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import type { Step } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { counted } from '../../components/numbers.ts';
import { Dot } from '../../components/outcome.tsx';
import { Panel } from '../../components/screen.tsx';
import { Value } from '../../components/value.tsx';
import { Notice } from '../../components/notice.tsx';
import { FIELD_LABELS } from './directory-attributes.ts';
import type { MappedField } from './form-values.ts';
import classes from './synchronizer.module.css';
import { ShownCertificates } from './shown-certificates.tsx';
import type { ConnectionTest, FinishedTest } from './use-connection-test.ts';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

const RESULTS: Record<Step['result'], { word: string; color: string }> = {
  ok: { word: 'OK', color: 'good' },
  warning: { word: 'Warning', color: 'warn' },
  failed: { word: 'Failed', color: 'bad' },
  skipped: { word: 'Skipped', color: 'idle' },
};

/** The connection test beside the form: it stays while one edits, and says when it is out of date. */
export function TestPanel({
  test,
  form,
  readOnly,
}: {
  test: ConnectionTest;
  form: SynchronizerForm;
  readOnly: boolean;
}) {
  return (
    <Panel title="Connection test">
      <Stack gap="sm">
        <Group gap="xs">
          {test.running ? (
            <Button variant="default" onClick={test.cancel}>
              Cancel
            </Button>
          ) : (
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={14} aria-hidden />}
              onClick={() => void test.run()}
            >
              Test connection
            </Button>
          )}
        </Group>
        <div role="status">
          {test.running && (
            <Group gap="xs" wrap="nowrap">
              <Loader size="xs" />
              <Text size="sm">Connecting and reading a few entries…</Text>
            </Group>
          )}
          {!test.running && test.stale && (
            <Notice tone="warn">Settings changed since this test. Test again.</Notice>
          )}
          {!test.running && test.finished === null && test.error === null && (
            <Text size="sm" c="dimmed">
              Connects with the settings as they stand here, saved or not, and reads a few entries. It changes
              nothing.
            </Text>
          )}
        </div>
        {test.error !== null && !test.running && (
          <FailurePanel title="The test could not be made" error={test.error} />
        )}
        {test.finished !== null && <Finished test={test.finished} form={form} readOnly={readOnly} />}
      </Stack>
    </Panel>
  );
}

function Finished({
  test,
  form,
  readOnly,
}: {
  test: FinishedTest;
  form: SynchronizerForm;
  readOnly: boolean;
}) {
  const { steps, certificates, samples, lookedAt } = test.result;
  return (
    <>
      <ol className={classes.steps} aria-label="Steps of the test">
        {steps.map((step) => (
          <li key={step.id} className={classes.step}>
            <span className={classes.sign}>
              <Dot color={RESULTS[step.result].color} />
            </span>
            <div>
              <Text size="sm" fw={600}>
                {step.title}: {RESULTS[step.result].word}
              </Text>
              {step.evidence !== '' && (
                <Text size="sm" c="dimmed">
                  {step.evidence}
                </Text>
              )}
              {step.next !== '' && <Text size="sm">{step.next}</Text>}
            </div>
          </li>
        ))}
      </ol>
      <ShownCertificates certificates={certificates} form={form} readOnly={readOnly} />
      {samples.length > 0 && (
        <details>
          <summary>
            <Text component="span" size="sm">
              {counted(samples.length, 'sample')} of {counted(lookedAt, 'entry', 'entries')} looked at
            </Text>
          </summary>
          <Stack gap="xs" mt="xs">
            {samples.map(({ dn, fields }) => (
              <div key={dn}>
                <Code className="wrap-anywhere">{dn}</Code>
                {Object.entries(fields)
                  .filter(([, value]) => value !== '')
                  .map(([field, value]) => (
                    <Text key={field} size="sm" className="wrap-anywhere">
                      {FIELD_LABELS[field as MappedField] ?? field}: <Value>{value}</Value>
                    </Text>
                  ))}
              </div>
            ))}
          </Stack>
        </details>
      )}
    </>
  );
}
