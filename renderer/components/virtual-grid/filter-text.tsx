import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { focusGrid } from './virtual-grid.tsx';

/** How long typing must rest before the list follows, in milliseconds. */
const TYPING_MS = 120;

/** Words that a long list is filtered by. The list follows when the typing rests; the arrow key leads into it. */
export function FilterText({
  label,
  placeholder,
  text,
  onText,
}: {
  label: string;
  placeholder: string;
  /** The words that the list follows now. */
  text: string;
  /** Must stay the same from draw to draw: typing waits for it. */
  onText: (text: string) => void;
}) {
  const [typed, setTyped] = useState(text);
  // What the list follows already: another text in the address came from elsewhere, such as Clear filter.
  const [told, setTold] = useState(text);
  if (told !== text) {
    setTold(text);
    if (typed.trim() !== text.trim()) setTyped(text);
  }
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onText(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text, onText]);
  return (
    <TextInput
      size="xs"
      w={220}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={typed}
      maxLength={256}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped('');
        if (event.key === 'ArrowDown') {
          event.preventDefault();
          focusGrid();
        }
      }}
      autoComplete="off"
      spellCheck={false}
      data-find
    />
  );
}
