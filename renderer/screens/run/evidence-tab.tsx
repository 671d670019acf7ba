import { Group, List, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunView } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { counted, whole } from '../../components/numbers.ts';
import { runKind } from '../../components/run-words.ts';
import { duration, stamp } from '../../components/times.ts';
import { CopyButton } from './copy-button.tsx';
import { baselineWord, completeWord, feedWord, phaseWord, resultWord, scopeWord } from './evidence-words.ts';
import classes from './run.module.css';

type Evidence = NonNullable<RunView['evidence']>;

/** What the run rested on: why its read may be trusted, or not (safety.md 1). */
export function EvidenceTab({ run }: { run: RunView }) {
  return (
    <Stack gap="lg">
      <section>
        <Title order={2} fz="sm" mb={6}>
          The read
        </Title>
        <dl className={classes.facts}>
          <Fact name="Complete">{completeWord(run)}</Fact>
          <Fact name="New baseline">{baselineWord(run)}</Fact>
          <Fact name="Asked for">{feedWord(run.feed)}</Fact>
          {run.evidence && <ReadFacts evidence={run.evidence} />}
        </dl>
      </section>
      {run.evidence && run.evidence.bases.length > 0 && <Bases evidence={run.evidence} />}
      {run.evidence === null && run.kind === 'sync' && (
        <Text size="sm" c="dimmed">
          No server was asked, so there is nothing to show of one.
        </Text>
      )}
      <section>
        <Title order={2} fz="sm" mb={6}>
          The run
        </Title>
        <dl className={classes.facts}>
          <Fact name="Run">
            {run.id}, {runKind(run)}
          </Fact>
          <Fact name="Started">{stamp(run.startedAt)}</Fact>
          <Fact name="Ended">{stamp(run.endedAt)}</Fact>
          <Fact name="Took">{tookText(run)}</Fact>
          <Fact name="Plan" copy={run.plan} mono={run.plan !== null}>
            {run.plan === null ? 'no plan was made' : run.plan}
          </Fact>
        </dl>
      </section>
    </Stack>
  );
}

function tookText(run: RunView): string {
  const whole = duration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
  const phases = Object.entries(run.phases).map(([phase, ms]) => `${phaseWord(phase)} ${duration(ms)}`);
  return phases.length === 0 ? whole : `${whole}: ${phases.join(', ')}`;
}

function ReadFacts({ evidence }: { evidence: Evidence }) {
  const { server, bindDn, filter, scope, paging, entries, pages } = evidence;
  return (
    <>
      <Fact name="Server" copy={server} mono>
        {server}
      </Fact>
      <Fact name="Bound as" copy={bindDn || null} mono={bindDn !== ''}>
        {bindDn || 'anonymous'}
      </Fact>
      <Fact name="Filter" copy={filter} mono>
        {filter}
      </Fact>
      <Fact name="Scope">{scopeWord(scope)}</Fact>
      <Fact name="Paging">{paging ? 'used' : 'not used'}</Fact>
      <Fact name="Answer">
        {counted(entries, 'entry', 'entries')} in {counted(pages, 'page')}
      </Fact>
    </>
  );
}

function Fact({
  name,
  copy = null,
  mono = false,
  children,
}: {
  name: string;
  /** What Copy puts on the clipboard; null for no such button. */
  copy?: string | null;
  mono?: boolean;
  children: ReactNode;
}) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Group gap={6} wrap="nowrap" align="center">
          <span className={mono ? classes.mono : undefined}>{children}</span>
          {copy !== null && copy !== '' && <CopyButton text={copy} what={`the ${name.toLowerCase()}`} />}
        </Group>
      </dd>
    </>
  );
}

function Bases({ evidence }: { evidence: Evidence }) {
  return (
    <section>
      <Title order={2} fz="sm" mb={6}>
        Searched below
      </Title>
      <Table.ScrollContainer type="native" minWidth={560} className={classes.frame}>
        <Table aria-label="Search bases">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Base</Table.Th>
              <Table.Th ta="right">Entries</Table.Th>
              <Table.Th ta="right">Pages</Table.Th>
              <Table.Th>Result</Table.Th>
              <Table.Th>Referred elsewhere</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {evidence.bases.map((base) => (
              <Table.Tr key={base.base}>
                <Table.Td>
                  <Group gap={6} wrap="nowrap" align="center">
                    <span className={classes.mono}>{base.base}</span>
                    <CopyButton text={base.base} what={`the base ${isolated(base.base)}`} />
                  </Group>
                  {base.reversed && (
                    <Text size="xs" c="dimmed">
                      The search context was typed the other way round; this order works.
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right">{whole(base.entries)}</Table.Td>
                <Table.Td ta="right">{whole(base.pages)}</Table.Td>
                <Table.Td>{resultWord(base.result)}</Table.Td>
                <Table.Td className={classes.mono}>
                  {base.referrals.length === 0 ? (
                    'no'
                  ) : (
                    <List size="sm" withPadding={false}>
                      {base.referrals.map((referral) => (
                        <List.Item key={referral}>{referral}</List.Item>
                      ))}
                    </List>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
