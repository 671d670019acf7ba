import { useState } from 'react';
import { z } from 'zod';
import { usePreferences } from '../state/preferences.ts';

const memorySchema = z.object({
  hidden: z.array(z.string()),
  sorting: z.object({ id: z.string(), desc: z.boolean() }).nullable(),
});

/** What a table remembers of its columns, kept by the shell, and the filter text, which is not kept. */
export function useTableMemory(
  name: string,
  defaults: { hidden: string[]; sorting: { id: string; desc: boolean } | null },
) {
  const stored = usePreferences((state) => state.preferences?.tables[name]);
  const set = usePreferences((state) => state.set);
  const [filter, setFilter] = useState('');
  const parsed = memorySchema.safeParse(stored);
  const memory = parsed.success ? parsed.data : defaults;
  const put = (change: Partial<typeof memory>) => {
    const tables = usePreferences.getState().preferences?.tables ?? {};
    void set({ tables: { ...tables, [name]: { ...memory, ...change } } });
  };
  return {
    ...memory,
    filter,
    setFilter,
    setSorting: (sorting: { id: string; desc: boolean } | null) => {
      put({ sorting });
    },
    toggle: (id: string) => {
      const { hidden } = memory;
      put({ hidden: hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id] });
    },
  };
}
