import { Menu, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { RoutingRule, RuleCondition } from '@visavis/protocol';
import { Fragment, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from './Chip.tsx';
import { ConditionForm } from './ConditionForm.tsx';
import { conditionKinds, newCondition } from './new-parts.ts';
import { PickOne } from './Picks.tsx';
import { ProblemLines } from './ProblemLines.tsx';
import { type PlacedProblem, problemsAt } from './rule-problems.ts';
import { useRuleWorld } from './rule-world.ts';
import { StageList } from './StageList.tsx';
import { conditionParts, partsOf } from './sentence.ts';

export interface RuleEditorProps {
  readonly rule: RoutingRule;
  readonly problems: readonly PlacedProblem[];
  readonly change: (change: (rule: RoutingRule) => RoutingRule, about?: string) => void;
}

/** The open rule: its sentence, every part of it a chip that can be changed in place. */
export function RuleEditor({ rule, problems, change }: RuleEditorProps) {
  const { t } = useTranslation();
  const { readOnly } = useRuleWorld();
  return (
    <div className="rule-body">
      <WhenSentence rule={rule} problems={problems} change={change} />
      <p className="mid queue-line">
        <Filled text={t('ruleEdit.queue')}>
          {{
            priority: (
              <PriorityChip priority={rule.priority} onChange={(priority) => change((one) => ({ ...one, priority }))} />
            ),
          }}
        </Filled>
      </p>
      <StageList rule={rule} problems={problems} change={change} />
      <div className="rule-end">
        <p className="mid">
          <Filled text={t('ruleEdit.after')}>
            {{ next: <NextChip value={rule.then} onChange={(value) => change((one) => withNext(one, value))} /> }}
          </Filled>
        </p>
        {!readOnly && (
          <Switch
            size="xs"
            label={t('ruleEdit.enabled')}
            checked={rule.enabled}
            onChange={(event) => {
              const enabled = event.currentTarget.checked;
              change((one) => ({ ...one, enabled }));
            }}
          />
        )}
      </div>
      <ProblemLines problems={problemsAt(problems, null)} />
    </div>
  );
}

/** A text with components in place of its [[marks]]. */
function Filled({ text, children }: { text: string; children: Readonly<Record<string, ReactNode>> }) {
  return partsOf(text, {}).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one fixed text
    <Fragment key={index}>{part.chip === undefined ? part.text : children[part.chip]}</Fragment>
  ));
}

function WhenSentence({ rule, problems, change }: RuleEditorProps) {
  const { t } = useTranslation();
  const { readOnly } = useRuleWorld();
  const [added, setAdded] = useState<number | null>(null);
  const add = (condition: RuleCondition) => {
    setAdded(rule.when.length);
    change((one) => ({ ...one, when: [...one.when, condition] }));
  };
  const adding = !readOnly && rule.when.length < 20 && <AddCondition first={rule.when.length === 0} onAdd={add} />;
  const faults = rule.when.flatMap((_, index) => problemsAt(problems, 'when', index));
  return (
    <>
      <p className="sentence">
        {rule.when.length === 0 ? (
          <>
            {t('rules.forEvery')} {adding}
          </>
        ) : (
          <Filled text={t('rules.when')}>
            {{
              all: (
                <>
                  {rule.when.map((condition, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no order of their own and no ids
                    <Fragment key={`${condition.kind} ${index}`}>
                      {index > 0 && t('rules.and')}
                      <ConditionSentence
                        condition={condition}
                        fresh={index === added}
                        faulty={problemsAt(problems, 'when', index).length > 0}
                        onChange={(next) =>
                          change((one) => ({ ...one, when: one.when.toSpliced(index, 1, next) }), `when ${index}`)
                        }
                        onRemove={() => {
                          setAdded(null);
                          change((one) => ({ ...one, when: one.when.toSpliced(index, 1) }));
                        }}
                      />
                    </Fragment>
                  ))}{' '}
                  {adding}
                </>
              ),
            }}
          </Filled>
        )}
      </p>
      <ProblemLines problems={faults} />
    </>
  );
}

interface ConditionSentenceProps {
  readonly condition: RuleCondition;
  readonly fresh: boolean;
  readonly faulty: boolean;
  readonly onChange: (condition: RuleCondition) => void;
  readonly onRemove: () => void;
}

function ConditionSentence({ condition, fresh, faulty, onChange, onRemove }: ConditionSentenceProps) {
  const { t } = useTranslation();
  const { speech } = useRuleWorld();
  return conditionParts(condition, speech).map((part, index) =>
    part.chip === undefined ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence
      <Fragment key={index}>{part.text}</Fragment>
    ) : (
      <Chip
        key={part.chip}
        text={part.text}
        label={t(`ruleEdit.condition.${condition.kind}`)}
        fresh={fresh}
        faulty={faulty}
        remove={{ label: t('ruleEdit.removeCondition'), run: onRemove }}
      >
        {() => <ConditionForm condition={condition} onChange={onChange} />}
      </Chip>
    ),
  );
}

function AddCondition({ first, onAdd }: { first: boolean; onAdd: (condition: RuleCondition) => void }) {
  const { t } = useTranslation();
  const { channels, calendars } = useRuleWorld();
  const start = { channelId: channels[0]?.id, calendarId: calendars[0]?.id };
  return (
    <Menu position="bottom-start" width={280} withinPortal>
      <Menu.Target>
        <button type="button" className="chip add">
          <IconPlus aria-hidden />
          {t(first ? 'ruleEdit.addFirst' : 'ruleEdit.addAnd')}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {conditionKinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(newCondition(kind, start))}>
            {t(`ruleEdit.condition.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const priorities = Array.from({ length: 10 }, (_, priority) => priority);

function PriorityChip({ priority, onChange }: { priority: number; onChange: (priority: number) => void }) {
  const { t } = useTranslation();
  const textOf = (one: number) =>
    t(one === 0 ? 'ruleEdit.priority.normal' : one === 9 ? 'ruleEdit.priority.highest' : 'ruleEdit.priority.above', {
      priority: one,
    });
  return (
    <Chip text={textOf(priority)} label={t('ruleEdit.priority.label')} width={240}>
      {(close) => (
        <PickOne
          label={t('ruleEdit.priority.label')}
          options={priorities.map((one) => ({ value: String(one), label: textOf(one) }))}
          value={String(priority)}
          close={close}
          onChange={(value) => onChange(Number(value))}
        />
      )}
    </Chip>
  );
}

// biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
const withNext = (rule: RoutingRule, next: RoutingRule['then']): RoutingRule => ({ ...rule, then: next });

interface NextChipProps {
  readonly value: RoutingRule['then'];
  readonly onChange: (value: RoutingRule['then']) => void;
}

function NextChip({ value, onChange }: NextChipProps) {
  const { t } = useTranslation();
  return (
    <Chip text={t(`ruleEdit.next.${value}`)} label={t('ruleEdit.next.label')} width={340}>
      {(close) => (
        <PickOne
          label={t('ruleEdit.next.label')}
          options={(['decide', 'fall_through'] as const).map((one) => ({
            value: one,
            label: t(`ruleEdit.next.${one}`),
            hint: t(`ruleEdit.next.${one}Hint`),
          }))}
          value={value}
          close={close}
          onChange={(picked) => onChange(picked as RoutingRule['then'])}
        />
      )}
    </Chip>
  );
}
