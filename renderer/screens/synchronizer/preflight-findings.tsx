import { Button, Code, Group, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { PreflightReport } from '../../../shared/contract/index.ts';
import { Notice } from '../../components/notice.tsx';
import { whole } from '../../components/numbers.ts';
import { Dot } from '../../components/outcome.tsx';
import { fileName, useExport } from '../../components/run-export.ts';
import { Value } from '../../components/value.tsx';
import { FIELD_LABELS } from './directory-attributes.ts';
import type { MappedField } from './form-values.ts';
import { fillRate, reportSentence } from './preflight-words.ts';
import classes from './synchronizer.module.css';

const SEVERITIES = {
  error: { word: 'Error', color: 'bad' },
  warning: { word: 'Warning', color: 'warn' },
  info: { word: 'Info', color: 'idle' },
} as const;

/** What a check of the whole directory found. */
export function PreflightFindings({ report, csv }: { report: PreflightReport; csv: readonly string[] }) {
  const file = useExport();
  const { error, codes, listed, listable } = report;
  return (
    <>
      <Text size="sm" fw={600}>
        {reportSentence(report)}
      </Text>
      {error !== null && (
        <Notice tone="warn" title="Not everything was read">
          <Value>{error.message}</Value> {error.hint} <Code>{error.code}</Code>
        </Notice>
      )}
      {codes.length > 0 && (
        <>
          <ul className={classes.steps} aria-label="What was found">
            {codes.map((found) => (
              <li key={found.code} className={classes.step}>
                <span className={classes.sign}>
                  <Dot color={SEVERITIES[found.severity].color} />
                </span>
                <Found found={found} />
              </li>
            ))}
          </ul>
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => {
                const name = fileName(`check ${report.server}`, 'csv');
                file.start(name, listed, () => Promise.resolve(csv.join('')));
              }}
            >
              Export the whole list as CSV
            </Button>
          </Group>
          {listed < listable && (
            <Text size="sm" c="dimmed">
              The list ends after {whole(listed)} of {whole(listable)} rows.
            </Text>
          )}
        </>
      )}
      <FillRates report={report} />
    </>
  );
}

function Found({ found }: { found: PreflightReport['codes'][number] }) {
  const { code, severity, count, hint, issues } = found;
  return (
    <div>
      <Text size="sm" component="div">
        {SEVERITIES[severity].word} <Code>{code}</Code>: {whole(count)}
      </Text>
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
      <details>
        <summary>
          <Text component="span" size="sm">
            {issues.length < count ? `The first ${whole(issues.length)}` : 'Show'}
          </Text>
        </summary>
        <ul className={classes.remarks}>
          {issues.map(({ message }, index) => (
            // Two remarks may say the same of two values.
            <li key={index}>
              <Text size="sm" component="span" className="wrap-anywhere">
                <Value>{message}</Value>
              </Text>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function FillRates({ report: { fields, lookedAt } }: { report: PreflightReport }) {
  if (lookedAt === 0) return null;
  return (
    <Table aria-label="How many entries fill each field" fz="sm" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Field</Table.Th>
          <Table.Th>Attribute</Table.Th>
          <Table.Th ta="right">Filled</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {fields.map(({ field, attribute, filled }) => (
          <Table.Tr key={field}>
            <Table.Td>{FIELD_LABELS[field as MappedField] ?? field}</Table.Td>
            <Table.Td className={classes.sample}>{attribute}</Table.Td>
            <Table.Td ta="right" className={classes.rate} title={`${whole(filled)} of ${whole(lookedAt)}`}>
              {fillRate(filled, lookedAt)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
