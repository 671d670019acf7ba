import { Button, Group, Stack, Text } from '@mantine/core';
import type { DirectoryTestResult } from '../../../shared/contract/index.ts';
import { stamp } from '../../components/times.ts';
import { Value } from '../../components/value.tsx';
import { Notice } from '../../components/notice.tsx';
import classes from './synchronizer.module.css';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

/** What a server that is not trusted showed, and the offer to trust its key (ldap.md). */
export function ShownCertificates({
  certificates,
  form,
  readOnly,
}: {
  certificates: DirectoryTestResult['certificates'];
  form: SynchronizerForm;
  /** No offer: the settings belong to somebody else. */
  readOnly: boolean;
}) {
  const [leaf] = certificates;
  if (leaf === undefined) return null;
  const trusted = form.values.pin === leaf.key;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        What the server showed
      </Text>
      <ol className={classes.steps} aria-label="Certificates of the server, its own first">
        {certificates.map(({ subject, issuer, validFrom, validTo, key }) => (
          <li key={`${subject} ${key}`} className="wrap-anywhere">
            <Text size="sm">
              <Value>{subject}</Value>
            </Text>
            <Text size="sm" c="dimmed">
              Issued by <Value>{issuer}</Value>
            </Text>
            <Text size="sm" c="dimmed">
              Valid from {stamp(validFrom)} to {stamp(validTo)}
            </Text>
            <Text size="sm" c="dimmed">
              Key <Value>{key}</Value>
            </Text>
          </li>
        ))}
      </ol>
      {trusted && <Text size="sm">The form has this key as the trusted one. Test again.</Text>}
      {!trusted && !readOnly && (
        <>
          <Notice tone="warn">
            Ask whoever runs the server whether this is its key. Whoever holds the key you trust gets the
            password and may say who your people are.
          </Notice>
          <Group gap="xs">
            <Button variant="default" onClick={() => form.set({ pin: leaf.key })}>
              Trust this key
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
