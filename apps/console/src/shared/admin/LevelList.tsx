import { Button, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Chosen {
  readonly id: string;
  readonly level: number;
}
interface LevelListProps {
  readonly all: readonly { readonly id: string; readonly name: string }[];
  readonly chosen: readonly Chosen[];
  readonly onChange: (chosen: { id: string; level: number }[]) => void;
  readonly add: string;
  readonly empty: string;
  readonly error?: ReactNode;
}

const levels = [1, 2, 3, 4, 5] as const;

/** Names with a level each: the members of a group, or the groups of a person. */
export function LevelList({ all, chosen, onChange, add, empty, error }: LevelListProps) {
  const { t } = useTranslation();
  const nameOf = (id: string) => all.find((entry) => entry.id === id)?.name ?? id;
  const free = all.filter((entry) => !chosen.some((other) => other.id === entry.id));
  const setLevel = (id: string, level: number) =>
    onChange(chosen.map((entry) => (entry.id === id ? { id, level } : entry)));
  return (
    <>
      {chosen.length === 0 && <p className="small mut">{empty}</p>}
      {chosen.map(({ id, level }) => (
        <div className="member" key={id}>
          <span className="cut">{nameOf(id)}</span>
          <Select
            aria-label={t('groups.levelOf', { name: nameOf(id) })}
            data={levels.map((each) => ({ value: String(each), label: t(`groups.levels.l${each}`) }))}
            value={String(level)}
            allowDeselect={false}
            comboboxProps={{ width: 180, position: 'bottom-end' }}
            onChange={(value) => setLevel(id, Number(value))}
          />
          <Button
            variant="subtle"
            aria-label={t('groups.removeMember', { name: nameOf(id) })}
            onClick={() => onChange(chosen.filter((entry) => entry.id !== id))}
          >
            <IconX className="icon s" aria-hidden />
          </Button>
        </div>
      ))}
      {free.length > 0 && (
        <Select
          aria-label={add}
          placeholder={add}
          data={free.map((entry) => ({ value: entry.id, label: entry.name }))}
          value={null}
          searchable
          onChange={(id) => id && onChange([...chosen, { id, level: 3 }])}
        />
      )}
      {error && <p className="small coral">{error}</p>}
    </>
  );
}
