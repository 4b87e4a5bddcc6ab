import type { ChoiceStrategy, RoutingStage } from '@visavis/protocol';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from './Chip.tsx';
import { DesignationForm } from './DesignationForm.tsx';
import { OfferForm } from './OfferForm.tsx';
import { PickMany, PickOne } from './Picks.tsx';
import { useRuleWorld } from './rule-world.ts';
import { isUnfinished, levelText, stageParts } from './sentence.ts';

interface StageSentenceProps {
  readonly stage: RoutingStage;
  readonly faulty: boolean;
  readonly fresh: boolean;
  readonly onChange: (stage: RoutingStage) => void;
}

const strategies = ['least_loaded', 'longest_idle', 'round_robin', 'most_skilled', 'sequence', 'random'] as const;
const levels = [1, 2, 3, 4, 5] as const;

/** One stage as a sentence with a chip for each choice. */
export function StageSentence({ stage, faulty, fresh, onChange }: StageSentenceProps) {
  const { t } = useTranslation();
  const { speech, readOnly } = useRuleWorld();
  const parts = stageParts(stage, speech, !readOnly);
  const first = parts.find((part) => part.chip)?.chip;
  return (
    <>
      {parts.map((part) =>
        part.chip === undefined ? (
          <Fragment key={part.text}>{part.text}</Fragment>
        ) : (
          <StageChip
            key={part.chip}
            chip={part.chip}
            text={part.text}
            stage={stage}
            faulty={faulty && isUnfinished(part.text, t)}
            fresh={fresh && part.chip === first}
            onChange={onChange}
          />
        ),
      )}
      {stage.kind === 'skill_group' && !readOnly && <AddGroup stage={stage} onChange={onChange} />}
    </>
  );
}

interface StageChipProps extends StageSentenceProps {
  readonly chip: string;
  readonly text: string;
}

function StageChip({ chip, text, stage, faulty, fresh, onChange }: StageChipProps) {
  const { t } = useTranslation();
  const { agents } = useRuleWorld();
  const look = { text, faulty, fresh };
  switch (stage.kind) {
    case 'designated_agent':
      return (
        <Chip {...look} label={t('ruleEdit.who')} width={380}>
          {() => <DesignationForm by={stage.by} onChange={(by) => onChange({ ...stage, by })} />}
        </Chip>
      );
    case 'regular_agent':
      return <RegularChip chip={chip} {...look} stage={stage} onChange={onChange} />;
    case 'agents':
      if (chip === 'strategy') {
        return (
          <StrategyChip {...look} value={stage.strategy} onChange={(strategy) => onChange({ ...stage, strategy })} />
        );
      }
      return (
        <Chip {...look} label={t('ruleEdit.people')}>
          {() => (
            <PickMany
              label={t('ruleEdit.people')}
              options={agents.map(({ id, name }) => ({ value: id, label: name }))}
              values={stage.agentIds}
              onChange={(agentIds) => onChange({ ...stage, agentIds: agentIds as never })}
            />
          )}
        </Chip>
      );
    case 'skill_group':
      if (chip === 'strategy') {
        return (
          <StrategyChip
            {...look}
            ofGroup
            value={stage.strategy}
            onChange={(strategy) => onChange({ ...stage, strategy })}
          />
        );
      }
      return <GroupChip chip={chip} {...look} stage={stage} onChange={onChange} />;
    case 'offer':
      return (
        <Chip {...look} label={t('ruleEdit.offered')} width={360}>
          {() => <OfferForm options={stage.options} onChange={(options) => onChange({ ...stage, options })} />}
        </Chip>
      );
    case 'overflow':
      return (
        <Chip {...look} label={t('ruleEdit.group')}>
          {(close) => (
            <GroupPick
              value={stage.groupId}
              channelGroup={false}
              close={close}
              onChange={(groupId) => groupId !== null && onChange({ ...stage, groupId: groupId as never })}
            />
          )}
        </Chip>
      );
  }
}

interface OneChip<S extends RoutingStage> {
  readonly chip: string;
  readonly text: string;
  readonly faulty: boolean;
  readonly fresh: boolean;
  readonly stage: S;
  readonly onChange: (stage: RoutingStage) => void;
}
type Of<K extends RoutingStage['kind']> = Extract<RoutingStage, { kind: K }>;

const daySpans = [7, 30, 90, 180, 365, 1095] as const;

function RegularChip({ chip, stage, onChange, ...look }: OneChip<Of<'regular_agent'>>) {
  const { t } = useTranslation();
  if (chip === 'days') {
    const days = [...new Set([...daySpans, stage.withinDays])].toSorted((a, b) => a - b);
    return (
      <Chip {...look} label={t('ruleEdit.servedWithin')} width={220}>
        {(close) => (
          <PickOne
            label={t('ruleEdit.servedWithin')}
            options={days.map((count) => ({ value: String(count), label: t('rules.withinDays', { count }) }))}
            value={String(stage.withinDays)}
            close={close}
            onChange={(value) => onChange({ ...stage, withinDays: Number(value) })}
          />
        )}
      </Chip>
    );
  }
  return (
    <Chip {...look} label={t('ruleEdit.whichAgent')}>
      {(close) => (
        <PickOne
          label={t('ruleEdit.whichAgent')}
          options={(['last_served', 'most_often'] as const).map((value) => ({
            value,
            label: t(`ruleEdit.choose.${value}`),
          }))}
          value={stage.choose}
          close={close}
          onChange={(value) => onChange({ ...stage, choose: value as typeof stage.choose })}
        />
      )}
    </Chip>
  );
}

interface GroupPickProps {
  readonly value: string | null;
  readonly channelGroup: boolean;
  readonly close: () => void;
  readonly onChange: (groupId: string | null) => void;
}

function GroupPick({ value, channelGroup, close, onChange }: GroupPickProps) {
  const { t } = useTranslation();
  const { groups } = useRuleWorld();
  const own = { value: 'channel', label: t('rules.channelGroup'), hint: t('ruleEdit.channelGroupHint') };
  const all = groups.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <PickOne
      label={t('ruleEdit.group')}
      options={channelGroup ? [own, ...all] : all}
      value={value === null ? 'channel' : value}
      close={close}
      onChange={(picked) => onChange(picked === 'channel' ? null : picked)}
    />
  );
}

function GroupChip({ chip, stage, onChange, ...look }: OneChip<Of<'skill_group'>>) {
  const { t } = useTranslation();
  const { speech } = useRuleWorld();
  const at = Number(/\d+$/.exec(chip)?.[0] ?? 0);
  const one = stage.groups[at];
  if (!one) return null;
  const set = (over: Partial<typeof one>) =>
    onChange({ ...stage, groups: stage.groups.map((group, index) => (index === at ? { ...group, ...over } : group)) });
  if (chip.startsWith('level')) {
    return (
      <Chip {...look} label={t('ruleEdit.level')} width={220}>
        {(close) => (
          <PickOne
            label={t('ruleEdit.level')}
            options={levels.map((level) => ({ value: String(level), label: levelText(level, speech) }))}
            value={String(one.minLevel)}
            close={close}
            onChange={(value) => set({ minLevel: Number(value) })}
          />
        )}
      </Chip>
    );
  }
  const groups = stage.groups.filter((_, index) => index !== at);
  const remove = { label: t('ruleEdit.removeGroup'), run: () => onChange({ ...stage, groups }) };
  return (
    <Chip {...look} label={t('ruleEdit.group')} remove={stage.groups.length > 1 ? remove : undefined}>
      {(close) => (
        <GroupPick
          value={one.groupId}
          channelGroup
          close={close}
          onChange={(groupId) => set({ groupId: groupId as never })}
        />
      )}
    </Chip>
  );
}

interface AddGroupProps {
  readonly stage: Of<'skill_group'>;
  readonly onChange: (stage: RoutingStage) => void;
}

function AddGroup({ stage, onChange }: AddGroupProps) {
  const { t } = useTranslation();
  const { groups } = useRuleWorld();
  const next = groups.find((group) => !stage.groups.some((one) => one.groupId === group.id));
  if (!next) return null;
  const add = () =>
    onChange({
      ...stage,
      groups: [...stage.groups, { groupId: next.id as never, minLevel: stage.groups[0]?.minLevel ?? 1 }],
    });
  return (
    <button type="button" className="chip add" onClick={add} title={t('ruleEdit.orGroupHint')}>
      {t('ruleEdit.orGroup')}
    </button>
  );
}

interface StrategyChipProps<V> {
  readonly text: string;
  readonly value: V;
  readonly ofGroup?: boolean;
  readonly onChange: (strategy: V) => void;
}

function StrategyChip<V extends ChoiceStrategy | null>({ text, value, ofGroup, onChange }: StrategyChipProps<V>) {
  const { t } = useTranslation();
  const all: readonly (ChoiceStrategy | 'group')[] = ofGroup ? ['group', ...strategies] : strategies;
  return (
    <Chip text={text} label={t('ruleEdit.strategy')}>
      {(close) => (
        <PickOne
          label={t('ruleEdit.strategy')}
          options={all.map((one) => ({ value: one, label: t(`rules.strategy.${one}`) }))}
          value={value ?? 'group'}
          close={close}
          onChange={(picked) => onChange((picked === 'group' ? null : picked) as V)}
        />
      )}
    </Chip>
  );
}
