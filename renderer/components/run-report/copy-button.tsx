import { ActionIcon } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { tellFailed } from '../use-save-text.ts';
import { shell } from '../../state/ports.ts';

/** How long it says that it copied. */
const SAID_MS = 2000;

/** Copies a text to the clipboard. `what` is how it is called aloud, as in "Copy *the filter*". */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const label = copied ? `Copied ${what}` : `Copy ${what}`;
  return (
    <ActionIcon
      size="xs"
      aria-label={label}
      title={label}
      onClick={() => void shell.clipboard.write({ text }).then(() => setCopied(true), tellFailed)}
    >
      {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
    </ActionIcon>
  );
}
