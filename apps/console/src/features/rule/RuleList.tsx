import { Button, Menu, TextInput } from '@mantine/core';
import { IconChevronUp, IconDots, IconGripVertical, IconPlus } from '@tabler/icons-react';
import type { RoutingRule, RuleCounts } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import type { DraftAction } from './draft.ts';
import type { RuleChange } from './draft-diff.ts';
import { copyOf, newRule } from './new-parts.ts';
import { ProblemLines } from './ProblemLines.tsx';
import { RuleEditor } from './RuleEditor.tsx';
import { hasErrors, type ProblemsByRule } from './rule-problems.ts';
import { useRuleWorld } from './rule-world.ts';
import { ruleSentence } from './sentence.ts';
import { useSortable } from './use-sortable.ts';

interface RuleListProps {
  readonly rules: readonly RoutingRule[];
  readonly changes: readonly RuleChange[];
  readonly problems: ProblemsByRule;
  readonly counts: RuleCounts | undefined;
  readonly openId: string | null;
  readonly onOpen: (id: string | null) => void;
  readonly edit: (action: DraftAction) => void;
}

/** The rules in the order they are read, one of them open. */
export function RuleList({ rules, changes, problems, counts, openId, onOpen, edit }: RuleListProps) {
  const { t } = useTranslation();
  const { readOnly } = useRuleWorld();
  const sortable = useSortable((from, to) => edit({ kind: 'move', from, to }), rules.length);
  const isNew = (id: string) => changes.some((one) => one.kind === 'added' && one.rule.id === id);
  const add = () => {
    const rule = newRule(t('ruleEdit.newName'));
    edit({ kind: 'add', rules: [rule] });
    onOpen(rule.id);
  };
  return (
    <div className="rule-list">
      <ProblemLines problems={(problems.get('') ?? []).map((one) => one.problem)} />
      <ol ref={sortable.list} className={sortable.dragging === null ? '' : 'sorting'} aria-label={t('rules.title')}>
        {rules.map((rule, index) => {
          const open = rule.id === openId;
          return (
            <li
              key={rule.id}
              className={`rule${open ? ' open' : ''}${rule.enabled ? '' : ' off'}${sortable.dragging === index ? ' carried' : ''}`}
              style={sortable.itemStyle(index)}
            >
              {readOnly ? (
                <span />
              ) : (
                <button
                  type="button"
                  className="grip"
                  aria-label={t('ruleEdit.moveRule', { name: rule.name, place: index + 1, count: rules.length })}
                  {...sortable.handle(index)}
                >
                  <IconGripVertical aria-hidden />
                </button>
              )}
              <span className="no">{index + 1}</span>
              <div className="grow">
                <RuleHead
                  rule={rule}
                  open={open}
                  change={changes.find((one) => one.rule.id === rule.id)}
                  faulty={hasErrors(problems.get(rule.id) ?? [])}
                  onOpen={() => onOpen(open ? null : rule.id)}
                  onName={(name) =>
                    edit({ kind: 'change', id: rule.id, change: (one) => ({ ...one, name }), about: 'name' })
                  }
                />
                {open && (
                  <RuleEditor
                    rule={rule}
                    problems={problems.get(rule.id) ?? []}
                    change={(change, about) =>
                      edit({ kind: 'change', id: rule.id, change, ...(about === undefined ? {} : { about }) })
                    }
                  />
                )}
              </div>
              <div className="rule-side">
                <RuleCount rule={rule} counts={isNew(rule.id) ? undefined : counts} />
                {!readOnly && <RuleMenu rule={rule} index={index} count={rules.length} edit={edit} onOpen={onOpen} />}
              </div>
            </li>
          );
        })}
      </ol>
      <div className="rule-behind">
        <span className="no">{t('ruleEdit.behind')}</span>
        <p className="mid">{t('ruleEdit.behindText')}</p>
        {counts && <span className="t">{t('ruleEdit.today', { count: counts.channelGroup })}</span>}
      </div>
      {!readOnly && (
        <Button leftSection={<IconPlus className="icon s" aria-hidden />} onClick={add}>
          {t('ruleEdit.newRule')}
        </Button>
      )}
    </div>
  );
}

interface RuleHeadProps {
  readonly rule: RoutingRule;
  readonly open: boolean;
  readonly change: RuleChange | undefined;
  readonly faulty: boolean;
  readonly onOpen: () => void;
  readonly onName: (name: string) => void;
}

function RuleHead({ rule, open, change, faulty, onOpen, onName }: RuleHeadProps) {
  const { t } = useTranslation();
  const { speech, readOnly } = useRuleWorld();
  const tags = (
    <>
      {change && change.kind !== 'removed' && (
        <span className="tag wait">{t(change.kind === 'added' ? 'ruleEdit.new' : 'ruleEdit.changed')}</span>
      )}
      {!rule.enabled && <span className="tag">{t('ruleEdit.off')}</span>}
      {faulty && <span className="tag stop">{t('ruleEdit.unfinished')}</span>}
    </>
  );
  if (open) {
    return (
      <div className="flex rule-name">
        {readOnly ? (
          <h2>{rule.name}</h2>
        ) : (
          <TextInput
            size="xs"
            variant="unstyled"
            aria-label={t('ruleEdit.name')}
            maxLength={80}
            value={rule.name}
            onChange={(event) => onName(event.currentTarget.value)}
          />
        )}
        {tags}
        <span className="grow" />
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={onOpen}
          leftSection={<IconChevronUp className="icon s" aria-hidden />}
        >
          {t('ruleEdit.fold')}
        </Button>
      </div>
    );
  }
  return (
    <button type="button" className="rule-open" aria-expanded={false} onClick={onOpen}>
      <span className="flex">
        <b>{rule.name || t('ruleEdit.unnamed')}</b>
        {tags}
      </span>
      <span className="when">{ruleSentence(rule, speech)}</span>
    </button>
  );
}

function RuleCount({ rule, counts }: { rule: RoutingRule; counts: RuleCounts | undefined }) {
  const { t } = useTranslation();
  const taken = counts?.counts.find((one) => one.ruleId === rule.id)?.entries ?? 0;
  return <span className="t">{counts && t('ruleEdit.today', { count: taken })}</span>;
}

interface RuleMenuProps {
  readonly rule: RoutingRule;
  readonly index: number;
  readonly count: number;
  readonly edit: (action: DraftAction) => void;
  readonly onOpen: (id: string | null) => void;
}

function RuleMenu({ rule, index, count, edit, onOpen }: RuleMenuProps) {
  const { t } = useTranslation();
  const duplicate = () => {
    const copy = copyOf(rule, t('ruleEdit.copyName', { name: rule.name }).slice(0, 80));
    edit({ kind: 'add', rules: [copy], at: index + 1 });
    onOpen(copy.id);
  };
  return (
    <Menu position="bottom-end" width={180} withinPortal>
      <Menu.Target>
        <Button
          className="more"
          size="compact-sm"
          variant="subtle"
          aria-label={t('ruleEdit.ruleMenu', { name: rule.name })}
        >
          <IconDots className="icon s" aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={index === 0} onClick={() => edit({ kind: 'move', from: index, to: index - 1 })}>
          {t('ruleEdit.up')}
        </Menu.Item>
        <Menu.Item disabled={index === count - 1} onClick={() => edit({ kind: 'move', from: index, to: index + 1 })}>
          {t('ruleEdit.down')}
        </Menu.Item>
        <Menu.Item onClick={duplicate}>{t('ruleEdit.duplicate')}</Menu.Item>
        <Menu.Item
          onClick={() => edit({ kind: 'change', id: rule.id, change: (one) => ({ ...one, enabled: !one.enabled }) })}
        >
          {t(rule.enabled ? 'ruleEdit.turnOff' : 'ruleEdit.turnOn')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => edit({ kind: 'remove', id: rule.id })}>{t('ruleEdit.removeRule')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
