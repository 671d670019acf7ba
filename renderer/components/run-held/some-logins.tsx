import { List } from '@mantine/core';
import { Value } from '../value.tsx';
import { someLogins } from './held-words.ts';

/** Whom a question is about: the first ten, and how many more. */
export function SomeLogins({ rows }: { rows: readonly { login: string }[] }) {
  const { shown, more } = someLogins(rows);
  return (
    <List size="sm" aria-label="Accounts">
      {shown.map((login, index) => (
        <List.Item key={`${index} ${login}`} className="wrap-anywhere">
          <Value>{login}</Value>
        </List.Item>
      ))}
      {more !== '' && <List.Item>{more}</List.Item>}
    </List>
  );
}
