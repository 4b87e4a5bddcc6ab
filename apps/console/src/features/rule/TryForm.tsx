import { MultiSelect, Select, TagsInput, TextInput } from '@mantine/core';
import { Language, type MadeUpVisitor, Medium } from '@visavis/protocol';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { attributesOf, attributeTexts } from '../../shared/attributes.ts';
import { AttributesInput } from '../../shared/ui/index.ts';
import { useRuleWorld } from './rule-world.ts';
import { TakeReal } from './TakeReal.tsx';

type Visitor = Omit<MadeUpVisitor, 'channelId'> & { channelId: string };
interface TryFormProps {
  readonly visitor: Visitor;
  readonly onChange: (visitor: Visitor) => void;
  readonly hints: { readonly attributes: string[]; readonly tags: string[] };
}

/** `2026-11-26T14:02` of this browser's clock, for the field; and back. */
function localMoment(instant: string): string {
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function TryForm({ visitor, onChange, hints }: TryFormProps) {
  const { t } = useTranslation();
  const { channels, agents } = useRuleWorld();
  const set = (over: Partial<Visitor>) => onChange({ ...visitor, ...over });
  return (
    <>
      <div className="sec-h">
        <h2>{t('ruleTry.title')}</h2>
        <TakeReal onTake={(taken) => set(taken)} />
      </div>
      <div className="try-form">
        <Row label={t('ruleTry.channel')}>
          {(id) => (
            <Select
              id={id}
              size="xs"
              data={channels.map((one) => ({ value: one.id, label: one.name }))}
              value={visitor.channelId || null}
              allowDeselect={false}
              onChange={(channelId) => channelId && set({ channelId })}
            />
          )}
        </Row>
        <Row label={t('ruleTry.medium')}>
          {(id) => (
            <Select
              id={id}
              size="xs"
              data={Medium.options.map((value) => ({ value, label: t(`medium.${value}`) }))}
              value={visitor.medium}
              allowDeselect={false}
              onChange={(medium) => medium && set({ medium: medium as Medium })}
            />
          )}
        </Row>
        <Row label={t('ruleTry.vip')}>
          {(id) => (
            <Select
              id={id}
              size="xs"
              data={Array.from({ length: 10 }, (_, level) => ({
                value: String(level),
                label: level === 0 ? t('ruleTry.noVip') : t('ruleTry.vipLevel', { level }),
              }))}
              value={String(visitor.vipLevel)}
              allowDeselect={false}
              onChange={(level) => set({ vipLevel: Number(level) })}
            />
          )}
        </Row>
        <Row label={t('ruleTry.servedBy')}>
          {(id) => (
            <MultiSelect
              id={id}
              size="xs"
              data={agents.map((one) => ({ value: one.id, label: one.name }))}
              value={visitor.servedBy}
              searchable
              maxValues={20}
              placeholder={visitor.servedBy.length === 0 ? t('ruleTry.nobody') : ''}
              onChange={(servedBy) => set({ servedBy: servedBy as never })}
            />
          )}
        </Row>
        <Row label={t('ruleTry.attributes')}>
          {(id) => (
            <AttributesInput
              id={id}
              size="xs"
              data={hints.attributes}
              value={attributeTexts(visitor.attributes)}
              placeholder={Object.keys(visitor.attributes).length === 0 ? t('ruleTry.attributesExample') : ''}
              onChange={(texts) => set({ attributes: attributesOf(texts) })}
            />
          )}
        </Row>
        <Row label={t('ruleTry.tags')}>
          {(id) => (
            <TagsInput
              id={id}
              size="xs"
              data={hints.tags}
              value={visitor.tags}
              maxTags={50}
              acceptValueOnBlur
              onChange={(tags) => set({ tags: tags.map((tag) => tag.trim().toLowerCase().slice(0, 40)) })}
            />
          )}
        </Row>
        <Row label={t('ruleTry.language')}>
          {(id) => (
            <Select
              id={id}
              size="xs"
              data={Language.options.map((value) => ({ value, label: t(`facts.languages.${value}`) }))}
              value={visitor.language}
              allowDeselect={false}
              onChange={(language) => language && set({ language: language as Language })}
            />
          )}
        </Row>
        <Moment at={visitor.at} onChange={(at) => set({ at })} />
      </div>
    </>
  );
}

function Moment({ at, onChange }: { at: string | null; onChange: (at: string | null) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Row label={t('ruleTry.moment')}>
        {(id) => (
          <Select
            id={id}
            size="xs"
            data={[
              { value: 'now', label: t('ruleTry.now') },
              { value: 'other', label: t('ruleTry.other') },
            ]}
            value={at === null ? 'now' : 'other'}
            allowDeselect={false}
            onChange={(value) => onChange(value === 'now' ? null : new Date().toISOString())}
          />
        )}
      </Row>
      {at !== null && (
        <Row label={t('ruleTry.when')}>
          {(id) => (
            <TextInput
              id={id}
              size="xs"
              type="datetime-local"
              value={localMoment(at)}
              onChange={(event) => {
                const chosen = new Date(event.currentTarget.value);
                if (!Number.isNaN(chosen.getTime())) onChange(chosen.toISOString());
              }}
            />
          )}
        </Row>
      )}
    </>
  );
}

function Row({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <div>{children(id)}</div>
    </>
  );
}
