import { Button, Combobox, Group, Text, useCombobox } from '@mantine/core';
import { IconChevronDown, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { isolated } from '../components/isolated.ts';
import { counted } from '../components/numbers.ts';
import { addresses } from '../state/addresses.ts';
import { useDialogs } from '../state/dialogs.ts';
import { useReadOnly } from '../state/read-only.ts';

/** The Enterprise list box: it filters every tab, and is where Enterprises are made, edited and deleted. */
export function EnterprisePicker({
  enterprises,
  enterprise,
}: {
  enterprises: EnterpriseView[];
  enterprise: EnterpriseView | null;
}) {
  const [location, go] = useLocation();
  const [text, setText] = useState('');
  const openDialog = useDialogs((state) => state.open);
  const readOnly = useReadOnly();
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setText('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const matches = enterprises.filter(({ id, description }) =>
    `${id} ${description}`.toLowerCase().includes(text.trim().toLowerCase()),
  );

  function choose(value: string) {
    combobox.closeDropdown();
    if (value === '+new') openDialog({ kind: 'new-enterprise' });
    else if (value === '+edit' && enterprise) {
      openDialog({ kind: 'edit-enterprise', enterpriseId: enterprise.enterpriseId });
    } else if (value === '+delete' && enterprise) {
      openDialog({ kind: 'delete-enterprise', enterpriseId: enterprise.enterpriseId });
    } else {
      const chosen = enterprises.find(({ enterpriseId }) => String(enterpriseId) === value);
      // The same tab of the other Enterprise; a single run or synchronizer belongs to its own.
      const tab = location.split('/')[2] ?? 'overview';
      if (chosen) go(`${addresses.enterprise(chosen.id)}/${tab === 'settings' ? 'overview' : tab}`);
    }
  }

  if (enterprises.length === 0) {
    if (readOnly) return null;
    return (
      <Button
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => openDialog({ kind: 'new-enterprise' })}
      >
        New Enterprise…
      </Button>
    );
  }
  return (
    <Combobox store={combobox} onOptionSubmit={choose} width={340} position="bottom-start">
      <Combobox.Target targetType="button">
        <Button
          variant="default"
          size="sm"
          aria-label={enterprise ? `Enterprise: ${isolated(enterprise.description)}` : 'Choose an Enterprise'}
          title={enterprise?.description}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={() => combobox.toggleDropdown()}
          maw={360}
        >
          <Text component="span" size="sm" truncate>
            {enterprise ? enterprise.description : 'Choose an Enterprise'}
          </Text>
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          role="combobox"
          aria-expanded={combobox.dropdownOpened}
          aria-label="Find an Enterprise"
          placeholder="Find"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.updateSelectedOptionIndex();
          }}
        />
        <Combobox.Options mah={420} style={{ overflowY: 'auto' }} aria-label="Enterprises">
          {matches.map((each) => (
            <Combobox.Option
              key={each.enterpriseId}
              value={String(each.enterpriseId)}
              active={each.enterpriseId === enterprise?.enterpriseId}
            >
              <Text
                size="sm"
                fw={each.enterpriseId === enterprise?.enterpriseId ? 600 : undefined}
                className="wrap-anywhere"
              >
                {each.description}
              </Text>
              <Text size="xs" c="dimmed" className="wrap-anywhere">
                {each.id} · {counted(each.accounts, 'account')}
                {each.mode === 'integrated' && ' · integrated mode'}
              </Text>
            </Combobox.Option>
          ))}
          {matches.length === 0 && <Combobox.Empty>No Enterprise matches</Combobox.Empty>}
          {!readOnly && (
            <Combobox.Group label="Manage">
              <Combobox.Option value="+new">
                <Entry icon={<IconPlus size={14} aria-hidden />} text="New Enterprise…" />
              </Combobox.Option>
              {enterprise && (
                <>
                  <Combobox.Option value="+edit">
                    <Entry icon={<IconPencil size={14} aria-hidden />} text={`Edit ${enterprise.id}…`} />
                  </Combobox.Option>
                  <Combobox.Option value="+delete">
                    <Entry icon={<IconTrash size={14} aria-hidden />} text={`Delete ${enterprise.id}…`} />
                  </Combobox.Option>
                </>
              )}
            </Combobox.Group>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Entry({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <Group gap={8} wrap="nowrap">
      {icon}
      <Text size="sm" className="wrap-anywhere">
        {text}
      </Text>
    </Group>
  );
}
