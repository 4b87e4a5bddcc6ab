import { Checkbox, TextInput } from '@mantine/core';
import type { WaitOption } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { optionFaults } from './option-faults.ts';

type Address = Extract<WaitOption, { kind: 'address' }>;
const kinds = ['callback', 'message', 'address'] as const;

interface OfferFormProps {
  readonly options: readonly WaitOption[];
  readonly onChange: (options: WaitOption[]) => void;
}

/** What the visitor may choose instead of waiting on. */
export function OfferForm({ options, onChange }: OfferFormProps) {
  const { t } = useTranslation();
  const found = (kind: WaitOption['kind']) => options.find((option) => option.kind === kind);
  const toggle = (kind: WaitOption['kind']) => {
    if (found(kind)) return onChange(options.filter((option) => option.kind !== kind));
    const added: WaitOption = kind === 'address' ? { kind, address: 'tel:', label: { en: '', zh: '' } } : { kind };
    onChange(kinds.flatMap((one) => (one === kind ? [added] : (found(one) ?? []))));
  };
  const address = options.find((option): option is Address => option.kind === 'address');
  const setAddress = (over: Partial<Address>) =>
    onChange(options.map((option) => (option.kind === 'address' ? { ...option, ...over } : option)));
  const faults = address ? optionFaults(address) : {};
  const faultAt = (field: keyof typeof faults) => faults[field] && t(`ruleEdit.${faults[field]}`);
  return (
    <>
      <fieldset className="picks bare-set">
        <legend className="sr">{t('ruleEdit.offered')}</legend>
        {kinds.map((kind) => (
          <Checkbox
            key={kind}
            className="pick"
            size="xs"
            label={t(`ruleEdit.option.${kind}`)}
            description={t(`ruleEdit.optionHint.${kind}`)}
            checked={found(kind) !== undefined}
            onChange={() => toggle(kind)}
          />
        ))}
      </fieldset>
      {options.length === 0 && (
        <p className="small coral" role="status">
          {t('ruleEdit.offersNothing')}
        </p>
      )}
      {address && (
        <>
          <TextInput
            label={t('ruleEdit.address')}
            description={t('ruleEdit.addressHint')}
            maxLength={300}
            value={address.address}
            error={faultAt('address')}
            onChange={(event) => setAddress({ address: event.currentTarget.value.trim() })}
          />
          {(['en', 'zh'] as const).map((language) => (
            <TextInput
              key={language}
              label={t('ruleEdit.addressLabel', { language: t(`facts.languages.${language}`) })}
              maxLength={80}
              value={address.label[language]}
              error={faultAt(`label.${language}`)}
              onChange={(event) => setAddress({ label: { ...address.label, [language]: event.currentTarget.value } })}
            />
          ))}
        </>
      )}
    </>
  );
}
