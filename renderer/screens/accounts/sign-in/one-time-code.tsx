import { Button, Code, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { AccountDetail, SignIn, SignInCode } from '../../../../shared/contract/index.ts';
import { nameOf } from '../../../components/account-name.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import { dateTime } from '../../../components/times.ts';
import { tellFailed } from '../../../components/use-save-text.ts';
import { Value } from '../../../components/value.tsx';
import { engine, shell } from '../../../state/ports.ts';
import { CODE_DAYS, daysOf } from './sign-in-words.ts';
import { NoLockNote } from './no-lock-note.tsx';

/** Makes a one-time code for an account, and shows it this once: only its hash is stored. */
export function OneTimeCode({
  account,
  signIn,
  onClose,
}: {
  account: AccountDetail;
  signIn: SignIn;
  onClose: () => void;
}) {
  const { accountId } = account;
  const [typed, setTyped] = useState<string | number>(CODE_DAYS.usual);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<SignInCode | null>(null);
  const days = daysOf(typed);

  async function make() {
    if (days === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      setMade(await engine.signIns.makeCode({ accountId, days }));
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      busy={busy}
      onClose={onClose}
      title={`One-time code for ${nameOf(account)}`}
      // A click beside it would lose a code that nobody sees again.
      closeOnClickOutside={made === null && !busy}
    >
      {made === null ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void make();
          }}
        >
          <Stack gap="sm">
            <Text size="sm" className="wrap-anywhere">
              The user signs in with it once, as <Value>{account.loginId}</Value>, and then chooses a
              password.
              {signIn.codeUntil !== null && ' It takes the place of the code that is there now.'}
            </Text>
            <DaysField typed={typed} onType={setTyped} disabled={busy} />
            <NoLockNote />
            {error !== null && <FailurePanel title="No code was made" error={error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose} disabled={busy}>
                Cancel
              </Button>
              <Button type="submit" loading={busy} disabled={days === null}>
                Make code
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <MadeCode made={made} onClose={onClose} />
      )}
    </Dialog>
  );
}

function MadeCode({ made, onClose }: { made: SignInCode; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  return (
    <Stack gap="sm">
      <Code block fz="xl" ta="center" aria-label="One-time code">
        {made.code}
      </Code>
      <Text size="sm">
        Valid until {dateTime(made.expiresAt)}. <strong>It is not shown again</strong>: hand it to the user
        now, or make another one later.
      </Text>
      <Group justify="flex-end">
        <Text size="sm" role="status" flex={1}>
          {copied ? 'Copied' : ''}
        </Text>
        <Button
          variant="default"
          onClick={() => {
            shell.clipboard.write({ text: made.code }).then(() => setCopied(true), tellFailed);
          }}
          data-autofocus
        >
          Copy
        </Button>
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}

/** For how many days a code holds. */
export function DaysField({
  typed,
  onType,
  disabled,
}: {
  typed: string | number;
  onType: (typed: string | number) => void;
  disabled: boolean;
}) {
  return (
    <NumberInput
      label="Valid for"
      suffix=" days"
      value={typed}
      onChange={onType}
      min={CODE_DAYS.least}
      max={CODE_DAYS.most}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      error={daysOf(typed) === null ? `Must be ${CODE_DAYS.least} to ${CODE_DAYS.most} days` : null}
      disabled={disabled}
      w={180}
      data-autofocus
    />
  );
}
