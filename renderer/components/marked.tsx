import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dot } from './outcome.tsx';

/** A word with a dot of a signal colour. */
export function Marked({ color, children }: { color: string; children: ReactNode }) {
  return (
    <Text component="span" inherit>
      <Dot color={color} /> {children}
    </Text>
  );
}
