import { Group, List, Stack, Table, Text, Title } from '@mantine/core';
import { isolated } from '../isolated.ts';
import { counted, whole } from '../numbers.ts';
import { runKind } from '../run-words.ts';
import { duration, stamp } from '../times.ts';
import { CopyButton } from './copy-button.tsx';
import {
  baselineWord,
  completeWord,
  feedWord,
  phasesText,
  readAt,
  readsNothing,
  resultWord,
  scopeWord,
} from './evidence-words.ts';
import { ExportFacts, ExportFiles } from './evidence-export.tsx';
import { Fact } from './evidence-fact.tsx';
import { isPreview, type Report } from './report.ts';
import classes from './report.module.css';

type Evidence = NonNullable<Report['evidence']>;

/** What a run or preview rests on: why its read may be trusted, or not (safety.md 1). */
export function EvidenceTab({ report }: { report: Report }) {
  const { evidence } = report;
  const pbx = report.sourceKind === 'pbx';
  return (
    <Stack gap="lg">
      <section>
        <Title order={2} fz="sm" mb={6}>
          The read
        </Title>
        <dl className={classes.facts}>
          <Fact name="Complete">{completeWord(report)}</Fact>
          <Fact name="New baseline">{baselineWord(report)}</Fact>
          <Fact name="Asked for">{feedWord(report.feed, report.sourceKind)}</Fact>
          {evidence &&
            (pbx ? (
              evidence.export && <ExportFacts found={evidence.export} />
            ) : (
              <ReadFacts evidence={evidence} />
            ))}
        </dl>
      </section>
      {pbx
        ? evidence?.export && <ExportFiles found={evidence.export} readAt={readAt(report)} />
        : evidence && evidence.bases.length > 0 && <Bases evidence={evidence} />}
      {(pbx ? !evidence?.export : evidence === null) && !readsNothing(report) && (
        <Text size="sm" c="dimmed">
          {pbx
            ? 'No file was read, so there is nothing to show of one.'
            : 'No server was asked, so there is nothing to show of one.'}
        </Text>
      )}
      <section>
        <Title order={2} fz="sm" mb={6}>
          {isPreview(report) ? 'The preview' : 'The run'}
        </Title>
        <dl className={classes.facts}>
          {isPreview(report) ? (
            <>
              <Fact name="Made">{stamp(report.madeAt)}</Fact>
              <Fact name="Expires">{stamp(report.expiresAt)}</Fact>
            </>
          ) : (
            <>
              <Fact name="Run">
                {report.id}, {runKind(report)}
              </Fact>
              <Fact name="Started">{stamp(report.startedAt)}</Fact>
              <Fact name="Ended">{stamp(report.endedAt)}</Fact>
            </>
          )}
          <Fact name="Took">{tookText(report)}</Fact>
          <Fact name="Plan" copy={report.plan} mono={report.plan !== null}>
            {report.plan ?? 'no plan was made'}
          </Fact>
        </dl>
      </section>
    </Stack>
  );
}

function tookText(report: Report): string {
  const phases = phasesText(report.phases);
  if (isPreview(report)) return phases === '' ? 'not known' : phases;
  const whole = duration(Date.parse(report.endedAt) - Date.parse(report.startedAt));
  return phases === '' ? whole : `${whole}: ${phases}`;
}

function ReadFacts({ evidence }: { evidence: Evidence }) {
  const { server, bindDn, filter, scope, paging, entries, pages, estimate, controls } = evidence;
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
        {estimate > 0 && `; the server said there are ${whole(estimate)}`}
      </Fact>
      <Fact name="Response controls" mono={controls.length > 0}>
        {controls.join(', ') || 'none'}
      </Fact>
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
