import { Button, Code, Group, Loader, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { PbxInspection } from '../../../../shared/contract/index.ts';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import { counted } from '../../../components/numbers.ts';
import { Dot } from '../../../components/outcome.tsx';
import { baseName, FILE_KINDS, size, writtenAs } from '../../../components/pbx-node/node-words.ts';
import { Panel } from '../../../components/screen.tsx';
import { Value } from '../../../components/value.tsx';
import { When } from '../../../components/when.tsx';
import classes from './form.module.css';
import {
  inspectionSentence,
  isUnused,
  missingSentence,
  otherProblem,
  UNUSED_WORDS,
} from './inspection-words.ts';
import type { Inspection } from './use-inspection.ts';

type InspectedFile = PbxInspection['files'][number];

/** What the files say, beside the form: it follows what is edited. Nothing is changed by it. */
export function InspectionPanel({ inspection }: { inspection: Inspection }) {
  const { result, waiting, error, possible } = inspection;
  return (
    <Panel
      title="What the files say"
      actions={
        possible && (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconRefresh size={12} aria-hidden />}
            onClick={inspection.again}
            disabled={waiting}
          >
            Look again
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <div role="status">
          {waiting ? (
            <Group gap="xs" wrap="nowrap">
              <Loader size="xs" />
              <Text size="sm">Looking into the files…</Text>
            </Group>
          ) : possible ? (
            result !== null && <Text size="sm">{inspectionSentence(result)}</Text>
          ) : (
            <Text size="sm" c="dimmed">
              Name the files or the folder. They are looked into at once, saved or not; nothing is changed.
            </Text>
          )}
        </div>
        {error !== null && <FailurePanel title="The files could not be looked into" error={error} />}
        {result !== null && (
          <ul className={classes.files} aria-label="Files of the export">
            {result.files.map((file) => (
              <File key={file.path} file={file} />
            ))}
          </ul>
        )}
        {result?.files.length === 0 && !waiting && (
          <Text size="sm">
            There is no export file in this folder: it would read files that end in .csv or .txt.
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

function File({ file }: { file: InspectedFile }) {
  const { path, kind, rows, modifiedAt, bytes } = file;
  const unused = isUnused(file);
  const problem = unused ? null : otherProblem(file);
  const missing = unused ? null : missingSentence(file);
  const used = kind !== 'unknown' && kind !== 'multiline' && kind !== 'left-out';
  const quiet = used ? 'good' : 'idle';
  const color = problem !== null || missing !== null ? 'bad' : unused ? 'warn' : quiet;
  const bytesHeld = kind === 'left-out' ? '' : size(bytes);
  const facts = [rows === null ? '' : counted(rows, 'row'), bytesHeld, writtenAs(file)];
  return (
    <li className={classes.file}>
      <span className={classes.sign}>
        <Dot color={color} />
      </span>
      <div className={classes.body}>
        <Text size="sm" fw={600} truncate title={path}>
          <Value>{baseName(path)}</Value>
        </Text>
        <Text size="sm">{FILE_KINDS[kind]}</Text>
        <Text size="xs" c="dimmed">
          {facts.filter((fact) => fact !== '').join(', ')}
          {modifiedAt !== null && (
            <>
              , written <When at={modifiedAt} inline />
            </>
          )}
        </Text>
        {problem !== null && (
          <Text size="sm" className="wrap-anywhere">
            <Value>{problem.message}</Value> {problem.hint} <Code>{problem.code}</Code>
          </Text>
        )}
        {unused && <Text size="sm">{UNUSED_WORDS}</Text>}
        {missing !== null && (
          <Text size="sm" className="wrap-anywhere">
            {missing} Say under Columns which headers they have.
          </Text>
        )}
      </div>
    </li>
  );
}
