import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import classes from './report.module.css';

/** One thing that a run rests on: its name and value, in a description list. */
export function Fact({
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
