import { Button, Collapse, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { failureOf } from '../../state/failure.ts';
import { query } from '../../state/queries.ts';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

/** LDAP Path Assistant (domain.md 2.3): from the name of a domain controller to the LDAP path. */
export function PathAssistant({ form }: { form: SynchronizerForm }) {
  const [open, setOpen] = useState(false);
  const [fqdn, setFqdn] = useState('');
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const found = useQuery(
    query.tools.suggestLdapPaths.queryOptions({
      input: { fqdn },
      enabled: fqdn.trim() !== '',
      placeholderData: keepPreviousData,
    }),
  );
  const suggestions = fqdn.trim() === '' ? [] : (found.data?.suggestions ?? []);
  const choice = suggestions[chosen] ?? suggestions[0];

  function use() {
    if (choice === undefined) return;
    form.set((current) => ({
      ...current,
      urls: [choice.url, ...current.urls.slice(1)],
      baseDn: choice.baseDn,
      transport: current.transport === 'ldaps' ? 'plain' : current.transport,
    }));
    setOpen(false);
  }

  return (
    <div>
      <Button
        variant="transparent"
        size="compact-sm"
        px={4}
        leftSection={
          open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />
        }
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {open ? 'Hide LDAP Path Assistant' : 'Show LDAP Path Assistant'}
      </Button>
      <Collapse expanded={open} id={id} keepMounted={false}>
        <Stack gap="xs" mt="xs" pl="md">
          <TextInput
            label="Full name of the domain controller"
            description="For Active Directory; it may not fit other servers."
            placeholder="dc1.example.com"
            value={fqdn}
            onChange={(event) => setFqdn(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              use();
            }}
            error={found.isError ? failureOf(found.error).message : undefined}
            spellCheck={false}
            autoComplete="off"
          />
          <div role="status">
            {fqdn.trim() !== '' && found.data && suggestions.length === 0 && (
              <Text size="sm" c="dimmed">
                No path can be made of this. It needs a host name and a domain, such as dc1.example.com.
              </Text>
            )}
            {choice !== undefined && (
              <Radio.Group
                label="LDAP path"
                value={choice.path}
                onChange={(path) => setChosen(suggestions.findIndex((each) => each.path === path))}
              >
                <Stack gap={4} mt={4}>
                  {suggestions.map(({ path }, index) => (
                    <Radio
                      key={path}
                      value={path}
                      label={path}
                      description={
                        index === 0
                          ? 'The usual form; needs a machine in the same domain'
                          : 'With the full name, which also resolves from elsewhere'
                      }
                    />
                  ))}
                </Stack>
              </Radio.Group>
            )}
          </div>
          <Group>
            <Button variant="default" onClick={use} disabled={choice === undefined}>
              Use
            </Button>
          </Group>
        </Stack>
      </Collapse>
    </div>
  );
}
