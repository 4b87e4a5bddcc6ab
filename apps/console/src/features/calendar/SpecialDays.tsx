import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SpansInput } from './SpansInput.tsx';

export interface Exception {
  date: string;
  name: string;
  hours: { from: number; to: number }[];
}
interface SpecialDaysProps {
  readonly value: readonly Exception[];
  readonly onChange: (value: Exception[]) => void;
  readonly mark: (key: string) => (wrong: boolean) => void;
  readonly error: ReactNode;
}

const oneDayMs = 86_400_000;

/** Holidays have no hours; special days have other hours than the week says. */
export function SpecialDays({ value, onChange, mark, error }: SpecialDaysProps) {
  const { t } = useTranslation();
  const set = (at: number, over: Partial<Exception>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...over } : one)));
  const add = () => {
    const last = value.at(-1)?.date;
    const next = last ? Date.parse(`${last}T00:00:00Z`) + oneDayMs : Date.now();
    onChange([...value, { date: new Date(next).toISOString().slice(0, 10), name: '', hours: [] }]);
  };
  return (
    <fieldset className="form-sec bare-set">
      <legend className="sr">{t('hours.special')}</legend>
      <h3>{t('hours.special')}</h3>
      <p className="small mut">{t('hours.specialHint')}</p>
      {value.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its date is what is being typed
        <div className="special-day" key={at}>
          <TextInput
            type="date"
            size="xs"
            aria-label={t('hours.dateOf', { number: at + 1 })}
            value={one.date}
            onChange={(event) => set(at, { date: event.currentTarget.value })}
          />
          <TextInput
            size="xs"
            maxLength={80}
            aria-label={t('hours.nameOf', { number: at + 1 })}
            placeholder={t('hours.namePlaceholder')}
            value={one.name}
            onChange={(event) => set(at, { name: event.currentTarget.value })}
          />
          <SpansInput
            label={t('hours.specialHours', { number: at + 1 })}
            value={one.hours}
            onChange={(hours) => set(at, { hours })}
            onWrong={mark(`special ${at}`)}
          />
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t('hours.removeDay', { number: at + 1 })}
            onClick={() => {
              mark(`special ${at}`)(false);
              onChange(value.filter((_, index) => index !== at));
            }}
          >
            <IconX className="icon s" aria-hidden />
          </Button>
        </div>
      ))}
      {error && <p className="small coral">{error}</p>}
      <div>
        <Button size="compact-sm" leftSection={<IconPlus className="icon s" aria-hidden />} onClick={add}>
          {t('hours.addDay')}
        </Button>
      </div>
    </fieldset>
  );
}
