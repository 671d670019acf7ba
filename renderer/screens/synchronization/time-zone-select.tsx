import { Select } from '@mantine/core';

const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** Stands for "whatever zone this computer is in". */
const OWN = 'own';

/** A searchable list of the time zones that this computer knows. */
export function TimeZoneSelect({
  value,
  onChange,
  disabled,
}: {
  value: string | null;
  onChange: (zone: string | null) => void;
  disabled: boolean;
}) {
  const known = Intl.supportedValuesOf('timeZone');
  const zones = value === null || known.includes(value) ? known : [value, ...known];
  return (
    <Select
      label="Time zone"
      data={[{ value: OWN, label: `This computer’s zone (${OWN_ZONE})` }, ...zones]}
      value={value ?? OWN}
      onChange={(zone) => onChange(zone === OWN ? null : zone)}
      searchable
      allowDeselect={false}
      limit={100}
      nothingFoundMessage="No such time zone"
      disabled={disabled}
      w="20rem"
    />
  );
}
