import { Box, Code, Select, Stack, Text } from '@mantine/core';
import { Fragment, useMemo, useState } from 'react';
import type { EnterpriseView, NotAssignedSort, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { counted, whole } from '../../components/numbers.ts';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePagedList } from '../../components/use-paged-list.ts';
import { INTEGRATED_REASON, isIntegrated } from '../../state/enterprise.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { AnswerList } from './answer-list.tsx';
import { AnswersNotice } from './answers.tsx';
import { notAssignedColumns, notAssignedCsv, type NotAssignedDevice } from './not-assigned-columns.tsx';
import { reasonWord } from './not-assigned-words.ts';
import { SamePersonButton } from './same-person.tsx';
import classes from './pbx-node.module.css';

const SORTS = [
  'number',
  'deviceType',
  'mac',
  'person',
  'department',
  'reason',
  'near',
] as const satisfies NotAssignedSort['column'][];
const LABEL = 'Devices not assigned';
const NO_PAIR = { number: '', other: '' };

/** Devices of the last complete export that are in no account, why, and what can be said of them (D12). */
export function NotAssignedTab({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { sourceId } = node;
  const [code, setCode] = useState<NotAssignedDevice['code'] | null>(null);
  const of = { sourceId, ...(code === null ? {} : { code }) };
  const paged = usePagedList({
    name: 'pbx-node-not-assigned',
    sorts: SORTS,
    queryKey: (wanted) => query.pbxNodes.notAssigned.key({ input: { ...of, ...wanted } }),
    read: (wanted, part, signal) => engine.pbxNodes.notAssigned({ ...of, ...wanted, ...part }, { signal }),
  });
  const codes = paged.first?.codes ?? [];
  const readOnly = useReadOnly();
  const locked = isIntegrated(enterprise) ? INTEGRATED_REASON : null;
  const columns = useMemo(
    () => notAssignedColumns({ enterprise: enterprise.id, sourceId, readOnly, locked }),
    [enterprise.id, sourceId, readOnly, locked],
  );
  if (node.lastGood === null && codes.length === 0 && !paged.list.isError) {
    return (
      <EmptyState title="No export was read yet">
        Devices that end in no account are listed here after the first synchronization, each with the reason.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      {!readOnly && paged.rows.some(({ answered }) => answered !== null) && (
        <AnswersNotice enterprise={enterprise} node={node} />
      )}
      <GivenAnswers enterprise={enterprise} node={node} />
      <WhatToDo
        codes={code === null ? codes : codes.filter((each) => each.code === code)}
        open={code !== null}
      />
      <PagedTable
        paged={paged}
        label={LABEL}
        noun="device"
        placeholder="Search: number, name, device type"
        columns={columns}
        rowKey={({ position }) => position}
        failed="The devices cannot be shown"
        narrowed={code !== null}
        csvOf={notAssignedCsv}
        file={`${node.name} not assigned`}
        tools={
          <>
            <Select
              aria-label="Reason"
              size="xs"
              miw="17rem"
              data={[
                { value: '', label: 'All reasons' },
                ...codes.map((each) => ({
                  value: each.code,
                  label: `${reasonWord(each.code)} (${whole(each.devices)})`,
                })),
              ]}
              value={code ?? ''}
              onChange={(value) => setCode(codes.find((each) => each.code === value)?.code ?? null)}
              allowDeselect={false}
            />
            {!readOnly && node.draft !== null && (
              <SamePersonButton node={node} pair={NO_PAIR} label="Two numbers, one person…" locked={locked} />
            )}
          </>
        }
        empty={
          <EmptyState title="Every device is in an account">
            Devices that end in no account are listed here, each with the reason.
          </EmptyState>
        }
      />
    </Stack>
  );
}

/** What was answered so far, closed at first; nothing while nothing was. */
function GivenAnswers({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { same, separate } = node.draft?.answers ?? { same: [], separate: [] };
  const given = same.length + separate.length;
  if (given === 0) return null;
  return (
    <details>
      <summary>
        <Text component="span" size="sm">
          {counted(given, 'answer')} kept with the node
        </Text>
      </summary>
      <Box mt="xs">
        <AnswerList enterprise={enterprise} node={node} />
      </Box>
    </details>
  );
}

/** What each reason means, and what to do about it. */
function WhatToDo({
  codes,
  open,
}: {
  codes: readonly { code: NotAssignedDevice['code']; hint: string }[];
  /** Whether it is shown at once. */
  open: boolean;
}) {
  if (codes.length === 0) return null;
  return (
    <details key={String(open)} open={open}>
      <summary>
        <Text component="span" size="sm">
          What to do
        </Text>
      </summary>
      <dl className={classes.facts}>
        {codes.map(({ code, hint }) => (
          <Fragment key={code}>
            <dt>{reasonWord(code)}</dt>
            <dd>
              {hint} <Code>{code}</Code>
            </dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}
