import { Skeleton, Stack } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { useFillHeight } from './use-fill-height.ts';
import classes from './virtual-grid.module.css';

/** A long list, or what stands in its place, and a panel beside it; it reaches down to the bottom of the screen. */
export function GridBody({ children }: { children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  const height = useFillHeight(body);
  return (
    <div ref={body} className={classes.body} style={{ height }}>
      {children}
    </div>
  );
}

/** What is shown in place of a list without rows. */
export function InsteadOfGrid({ children }: { children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>;
}

/** The place of a list whose rows are not known yet; empty when they could not be read. */
export function GridBones({ loading }: { loading: boolean }) {
  return (
    <div className={classes.grid} aria-busy={loading}>
      {loading && (
        <Stack gap={18} p="sm">
          {Array.from({ length: 14 }, (_, index) => (
            <Skeleton key={index} height={14} />
          ))}
        </Stack>
      )}
    </div>
  );
}
