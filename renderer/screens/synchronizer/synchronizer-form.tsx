import { Button, Group, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { EnterpriseView, SynchronizerDetail } from '../../../shared/contract/index.ts';
import { canonical } from '../../components/canonical.ts';
import { DiscardDialog } from '../../components/discard-dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { listed } from '../../components/run-words.ts';
import layout from '../../components/form-screen.module.css';
import { Screen } from '../../components/screen.tsx';
import { useDirty } from '../../components/use-dirty.ts';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON, isIntegrated } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { StickyBar } from '../../components/sticky-bar.tsx';
import { Notice } from '../../components/notice.tsx';
import { ConnectionPanel } from './connection-panel.tsx';
import { baselineChanges, connectionOf, type FormValues } from './form-values.ts';
import { MappingPanel } from './mapping-panel.tsx';
import { PasswordField } from './password-field.tsx';
import {
  initialPassword,
  isPasswordChanged,
  mustEnterAgain,
  passwordChoice,
  type PasswordEdit,
} from './password-state.ts';
import { PreflightPanel } from './preflight-panel.tsx';
import { SafetyPanel } from './safety-panel.tsx';
import { LockedDialog, UntestedDialog } from './save-dialogs.tsx';
import { TestPanel } from './test-panel.tsx';
import { useConnectionTest } from './use-connection-test.ts';
import { useLeaveNotice } from '../../components/use-leave-notice.tsx';
import { usePreflight } from './use-preflight.ts';
import { useSave } from './use-save.tsx';
import { useSynchronizerForm } from './use-synchronizer-form.ts';

const REASON_ID = 'synchronizer-integrated';

/** The form of a synchronizer, new or stored (screens.md, "Synchronizer form"). */
export function SynchronizerFormScreen({
  enterprise,
  address,
  stored,
  base,
  profiles,
  copied,
}: {
  enterprise: EnterpriseView;
  /** Of this screen: where its unsaved changes are kept. */
  address: string;
  /** What is edited; null for a new synchronizer. */
  stored: SynchronizerDetail | null;
  base: FormValues;
  profiles: string[];
  /** The name of the synchronizer that this is a copy of. */
  copied: string | null;
}) {
  const form = useSynchronizerForm(address, base);
  const { values } = form;
  const [, navigate] = useLocation();
  const [password, setPassword] = useState<PasswordEdit>(() => initialPassword(stored?.password ?? null));
  const [passwordVersion, setPasswordVersion] = useState(0);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [discarding, setDiscarding] = useState(false);
  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  const locked = integrated || readOnly;
  const sourceId = stored?.sourceId ?? null;
  const choice = passwordChoice(password);
  const passwordChanged = isPasswordChanged(password);
  const unsaved = form.dirty || passwordChanged;

  function editPassword(edit: PasswordEdit) {
    setPassword(edit);
    setPasswordVersion((version) => version + 1);
    setRefusal(null);
  }

  const asks = { sourceId, values, choice, passwordVersion, onProblems: form.showProblems };
  const test = useConnectionTest(asks);
  const preflight = usePreflight(asks);
  const connectionChanged =
    stored === null || passwordChanged || canonical(connectionOf(values)) !== canonical(connectionOf(base));
  const testFailed = test.failedStep !== null && !test.stale;
  useDirty(passwordChanged);
  const leave = useLeaveNotice(address, {
    name: values.name || 'the new synchronizer',
    unsaved: form.dirty,
    passwordTyped: passwordChanged,
  });
  const { save, busy, error, question, ask } = useSave({
    enterprise,
    sourceId,
    form,
    choice,
    needsWarning: testFailed || (connectionChanged && !test.passed),
    onPasswordRefused: (message) => {
      setPassword({ kind: 'typed', value: '' });
      setRefusal(message);
    },
    onSaved: leave,
  });
  useHotkeys([['mod+S', () => !locked && void save()]], []);

  const baseline = stored === null ? [] : baselineChanges(stored.draft, values);
  const title = stored === null ? 'New synchronizer' : stored.name;
  const back = addresses.synchronization(enterprise.id);
  const enterAgain = mustEnterAgain(
    stored && stored.password.kind !== 'none' ? stored.draft : null,
    values,
    password,
  );

  return (
    <Screen
      title={title}
      actions={
        <Button variant="default" component={Link} href={back}>
          Back
        </Button>
      }
    >
      {integrated && !readOnly && (
        <Notice tone="info" title="MiCollab-integrated mode" id={REASON_ID}>
          {INTEGRATED_REASON} The connection can be tested.
        </Notice>
      )}
      {copied !== null && (
        <Notice tone="info">
          A copy of <Value>{copied}</Value>, without its password. Enter one, and change what differs.
        </Notice>
      )}
      {form.outrun && (
        <Notice tone="warn" title="Saved by somebody else meanwhile">
          This synchronizer was changed since you began to edit it. Saving puts your version in its place;
          Discard shows the other one.
        </Notice>
      )}
      <div className={layout.columns}>
        <div>
          <fieldset
            className={layout.fieldset}
            disabled={locked}
            aria-label="Settings of the synchronizer"
            aria-describedby={integrated && !readOnly ? REASON_ID : undefined}
          >
            <ConnectionPanel
              form={form}
              isNew={stored === null}
              profiles={profiles}
              password={
                <>
                  <PasswordField
                    stored={stored?.password ?? null}
                    edit={password}
                    onChange={editPassword}
                    problem={refusal ?? enterAgain}
                  />
                  {password.kind === 'typed' && password.value === '' && values.bindDn.trim() !== '' && (
                    <Group gap="xs">
                      <Text size="sm" c="dimmed">
                        Without a password most directories refuse this username.
                      </Text>
                    </Group>
                  )}
                </>
              }
            />
            <MappingPanel form={form} test={test.finished} />
            <SafetyPanel form={form} readOnly={locked} />
          </fieldset>
        </div>
        <div className={layout.side}>
          {!readOnly && <TestPanel test={test} form={form} readOnly={integrated} />}
          {!readOnly && <PreflightPanel preflight={preflight} />}
          {baseline.length > 0 && (
            <Notice tone="held" title="The next synchronization is a new baseline">
              Because of the changed {listed(baseline)}, it may see other people than before: its deletions
              will be held for your approval.
            </Notice>
          )}
        </div>
      </div>
      {error !== null && <FailurePanel title="The synchronizer was not saved" error={error} />}
      {!readOnly && (
        <StickyBar changed={unsaved} words={unsaved ? 'Unsaved changes' : 'No unsaved changes'}>
          <Button onClick={() => void save()} loading={busy} disabled={integrated} title="Ctrl+S">
            Save
          </Button>
          {unsaved && (
            <Button variant="default" onClick={() => setDiscarding(true)} disabled={busy}>
              Discard
            </Button>
          )}
        </StickyBar>
      )}
      {question?.kind === 'untested' && (
        <UntestedDialog
          test={test}
          onSave={() => void save({ sure: true })}
          onTest={() => {
            ask(null);
            void test.run();
          }}
          onClose={() => ask(null)}
        />
      )}
      {question?.kind === 'locked' && (
        <LockedDialog
          isNew={stored === null}
          onRetry={() => void save({ sure: true })}
          onWithout={() =>
            void save({ sure: true, password: stored === null ? { kind: 'none' } : { kind: 'keep' } })
          }
          onClose={() => ask(null)}
        />
      )}
      {discarding && (
        <DiscardDialog
          onDiscard={() => {
            leave();
            form.drop();
            navigate(back);
          }}
          onClose={() => setDiscarding(false)}
        />
      )}
    </Screen>
  );
}
