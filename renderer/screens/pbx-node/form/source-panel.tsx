import { Button, Group, Input, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconFiles } from '@tabler/icons-react';
import { Panel } from '../../../components/screen.tsx';
import { tellFailed } from '../../../components/use-save-text.ts';
import { shell } from '../../../state/ports.ts';
import { PathField } from './path-field.tsx';
import { sortPicked } from './sort-picked.ts';
import type { NodeForm } from './use-node-form.ts';

/** The most group files that the contract takes. */
const MOST_GROUPS = 16;

/** Step 1: what the node is called, and where its export lies. */
export function SourcePanel({ form }: { form: NodeForm }) {
  const { values, set, at } = form;
  return (
    <Panel title="1. Name and files">
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="How this phone system is called here; it stands in the accounts as their PBX node."
          required
          value={values.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          maxLength={64}
          maw="28rem"
          {...at('name')}
        />
        <Text size="sm">
          Type: MiVoice Business. Export the forms <i>User and Services Configuration</i> (or{' '}
          <i>User and Device</i>
          ), <i>Personal Ring Groups</i> and <i>Multi-device User Groups</i> as CSV files, all on the same
          day.
        </Text>
        <Radio.Group
          label="The export is"
          value={values.from}
          onChange={(from) => set({ from: from === 'folder' ? 'folder' : 'files' })}
        >
          <Stack gap={4} mt={4}>
            <Radio
              value="files"
              label="Files, chosen one by one"
              description="Each export replaces the files in their place."
            />
            <Radio
              value="folder"
              label="A folder"
              description="Every export file in it is read; what each is, its header tells."
            />
          </Stack>
        </Radio.Group>
        {values.from === 'files' ? <Files form={form} /> : <Folder form={form} />}
      </Stack>
    </Panel>
  );
}

function Folder({ form }: { form: NodeForm }) {
  const { values, set, at } = form;
  return (
    <PathField
      label="Folder"
      required
      value={values.folder}
      onChange={(folder) => set({ folder })}
      onChoose={() =>
        void shell.files.pickExportFolder().then(({ path }) => {
          if (path !== null) set({ folder: path });
        }, tellFailed)
      }
      chooses="the folder with the export files"
      {...at('folder')}
    />
  );
}

function Files({ form }: { form: NodeForm }) {
  const { values, set, at } = form;
  const { files } = values;
  const put = (change: Partial<typeof files>) =>
    set((current) => ({ ...current, files: { ...current.files, ...change } }));
  /** Lets a person choose, and does something with what they chose. */
  const choose = (take: (paths: string[]) => void) => () =>
    void shell.files.pickExportFiles().then(({ paths }) => {
      if (paths.length > 0) take(paths);
    }, tellFailed);
  const putGroup = (index: number, path: string) =>
    put({ groups: files.groups.map((each, place) => (place === index ? path : each)) });
  return (
    <>
      <Group>
        <Button
          variant="default"
          leftSection={<IconFiles size={14} aria-hidden />}
          onClick={choose((paths) =>
            set((current) => ({ ...current, files: sortPicked(current.files, paths) })),
          )}
        >
          Choose all files at once…
        </Button>
      </Group>
      <PathField
        label="Users and devices"
        description="One row for each phone service: directory number, device type, MAC address, names, department."
        required
        value={files.devices}
        onChange={(devices) => put({ devices })}
        onChoose={choose(([devices = '']) => put({ devices }))}
        chooses="the export of users and devices"
        {...at('files.devices')}
      />
      <Input.Wrapper
        label="Groups"
        labelElement="div"
        description="Personal Ring Groups and Multi-device User Groups: who has several phones needs one (rule 5)."
      >
        <Stack gap={6} mt={4}>
          {files.groups.map((path, index) => (
            <PathField
              key={index}
              aria-label={`Group export ${index + 1}`}
              value={path}
              onChange={(group) => putGroup(index, group)}
              onChoose={choose(([group = '']) => putGroup(index, group))}
              onRemove={() => put({ groups: files.groups.filter((_, place) => place !== index) })}
              chooses={`group export ${index + 1}`}
              {...at(`files.groups.${index}`)}
            />
          ))}
          {files.groups.length < MOST_GROUPS && (
            <Group>
              <Button
                variant="default"
                size="compact-xs"
                onClick={choose((paths) =>
                  put({ groups: [...new Set([...files.groups, ...paths])].slice(0, MOST_GROUPS) }),
                )}
              >
                Add group exports…
              </Button>
            </Group>
          )}
        </Stack>
      </Input.Wrapper>
      <PathField
        label="Telephone directory"
        description="Only needed when the users' export has no names or departments."
        placeholder="None"
        value={files.directory}
        onChange={(directory) => put({ directory })}
        onChoose={choose(([directory = '']) => put({ directory }))}
        onRemove={files.directory === '' ? undefined : () => put({ directory: '' })}
        chooses="the telephone directory export"
        {...at('files.directory')}
      />
    </>
  );
}
