import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { splitLdapPath, transportFor } from './ldap-urls.ts';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

/** The most servers that the contract takes. */
const MOST = 16;

/** The servers in order of preference. A whole LDAP path that is pasted is split into URL and base DN. */
export function UrlList({ form }: { form: SynchronizerForm }) {
  const { urls } = form.values;

  function put(index: number, text: string) {
    form.setUrls(urls.map((url, at) => (at === index ? text : url)));
  }

  /** Whether the text was a whole path, and was taken apart. */
  function takeApart(index: number, text: string): boolean {
    const path = splitLdapPath(text);
    if (path === null) return false;
    form.set((current) => {
      const next = current.urls.map((url, at) => (at === index ? path.url : url));
      return {
        ...current,
        urls: next,
        transport: transportFor(next, current.transport),
        baseDn: path.baseDn === '' ? current.baseDn : path.baseDn,
      };
    });
    return true;
  }

  function swap(index: number, other: number) {
    form.setUrls(urls.map((url, at) => (at === index ? urls[other]! : at === other ? urls[index]! : url)));
  }

  return (
    <Input.Wrapper
      label="LDAP path"
      description="Host and port of the server, such as ldap://dc1.example.com. Further servers stand in for it, in this order. A pasted ldap://host/baseDN is split into host and base DN."
      labelElement="div"
      required
    >
      <Stack gap={6} mt={4}>
        {urls.map((url, index) => {
          const at = form.at(`urls.${index}`);
          const name = urls.length === 1 ? 'LDAP path' : `LDAP path ${index + 1}`;
          return (
            <Group key={index} gap={4} align="flex-start" wrap="nowrap">
              <TextInput
                flex={1}
                aria-label={name}
                placeholder="ldap://dc1.example.com"
                value={url}
                onChange={(event) => put(index, event.currentTarget.value)}
                onPaste={(event) => {
                  // Only when it replaces the whole of the field, as a paste into a part of it is an edit.
                  const field = event.currentTarget;
                  const whole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
                  if (whole && takeApart(index, event.clipboardData.getData('text'))) event.preventDefault();
                }}
                spellCheck={false}
                autoComplete="off"
                {...at}
                onBlur={() => {
                  takeApart(index, url);
                  at.onBlur();
                }}
              />
              {urls.length > 1 && (
                <>
                  <ActionIcon
                    size="lg"
                    aria-label={`Move ${name} up`}
                    title="Up"
                    disabled={index === 0}
                    onClick={() => swap(index, index - 1)}
                  >
                    <IconArrowUp size={16} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    size="lg"
                    aria-label={`Move ${name} down`}
                    title="Down"
                    disabled={index === urls.length - 1}
                    onClick={() => swap(index, index + 1)}
                  >
                    <IconArrowDown size={16} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    size="lg"
                    aria-label={`Remove ${name}`}
                    title="Remove"
                    onClick={() => form.setUrls(urls.filter((_, other) => other !== index))}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </>
              )}
            </Group>
          );
        })}
        {urls.length < MOST && (
          <Group>
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconPlus size={12} aria-hidden />}
              onClick={() => form.setUrls([...urls, ''])}
            >
              Add a server
            </Button>
          </Group>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
