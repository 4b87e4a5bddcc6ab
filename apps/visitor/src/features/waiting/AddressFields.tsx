import type { ContactAddress } from '@visavis/protocol';
import { useId } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { looksReachable } from './address.ts';

export type AddressKind = ContactAddress['kind'];
export interface AddressDraft {
  readonly kind: AddressKind;
  readonly value: string;
  /** Said only after the first try: nobody is corrected while typing. */
  readonly tried: boolean;
}
export const emptyAddress: AddressDraft = { kind: 'phone', value: '', tried: false };
export const isReachable = ({ kind, value }: AddressDraft): boolean => looksReachable({ kind, value });

interface AddressFieldsProps {
  readonly draft: AddressDraft;
  readonly onChange: (draft: AddressDraft) => void;
}

/** Telephone or e-mail, and the number or address. */
export function AddressFields({ draft, onChange }: AddressFieldsProps) {
  const id = useId();
  const bad = draft.tried && !isReachable(draft);
  const field = {
    id: `${id}-value`,
    class: 'field',
    maxLength: 254,
    value: draft.value,
    'aria-invalid': bad,
    'aria-describedby': `${id}-hint`,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) =>
      onChange({ ...draft, value: event.currentTarget.value }),
  };
  return (
    <>
      <fieldset class="kinds">
        <legend class="sub">{t('callback.kind')}</legend>
        {(['phone', 'email'] as const).map((kind) => (
          <label key={kind} class="pick">
            <input
              type="radio"
              name={`${id}-kind`}
              checked={draft.kind === kind}
              onChange={() => onChange({ ...draft, kind, tried: false })}
            />
            <span>{t(`callback.kind.${kind}`)}</span>
          </label>
        ))}
      </fieldset>
      <label class="sub field-label" for={`${id}-value`}>
        {t(`callback.${draft.kind}`)}
      </label>
      {draft.kind === 'phone' ? (
        <input {...field} type="tel" inputMode="tel" autocomplete="tel" />
      ) : (
        <input {...field} type="email" inputMode="email" autocomplete="email" />
      )}
      <p id={`${id}-hint`} class={bad ? 'hint bad' : 'hint'} role={bad ? 'alert' : undefined}>
        {t(bad ? `callback.${draft.kind}.bad` : `callback.${draft.kind}.hint`)}
      </p>
    </>
  );
}
