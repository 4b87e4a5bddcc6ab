import { Button, Menu } from '@mantine/core';
import { IconDots, IconGripVertical, IconPlus } from '@tabler/icons-react';
import type { RoutingRule, RoutingStage } from '@visavis/protocol';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from './Chip.tsx';
import { moved } from './draft.ts';
import { newStage, placeFor, stageKinds, withStage } from './new-parts.ts';
import { ProblemLines } from './ProblemLines.tsx';
import { type PlacedProblem, problemsAt } from './rule-problems.ts';
import { useRuleWorld } from './rule-world.ts';
import { SecondsInput } from './SecondsInput.tsx';
import { StageSentence } from './StageSentence.tsx';
import { searches, stageTimeText } from './sentence.ts';
import { earliestStart, isLastSearch, setPatience, stageTimes, startAt } from './stage-times.ts';
import { useSortable } from './use-sortable.ts';

interface StageListProps {
  readonly rule: RoutingRule;
  readonly problems: readonly PlacedProblem[];
  readonly change: (change: (rule: RoutingRule) => RoutingRule, about?: string) => void;
}

/** The stages beside their time line: who is asked from when to when. */
export function StageList({ rule, problems, change }: StageListProps) {
  const { t } = useTranslation();
  const { readOnly } = useRuleWorld();
  const [added, setAdded] = useState<number | null>(null);
  const keys = useStageKeys(rule.stages);
  const move = (from: number, to: number) => {
    setAdded(null);
    change((one) => ({ ...one, stages: moved(one.stages, from, to) }));
  };
  const sortable = useSortable(move, rule.stages.length);
  const add = (kind: RoutingStage['kind']) => {
    const stage = newStage(kind, rule.stages);
    setAdded(kind === 'skill_group' ? null : placeFor(rule.stages, stage));
    change((one) => withStage(one, stage));
  };
  return (
    <>
      <ol
        className={sortable.dragging === null ? 'stages' : 'stages sorting'}
        ref={sortable.list}
        aria-label={t('ruleEdit.stages')}
      >
        {rule.stages.map((stage, index) => (
          <li
            key={keys[index]}
            style={sortable.itemStyle(index)}
            className={sortable.dragging === index ? 'carried' : ''}
          >
            {!readOnly && (
              <button
                type="button"
                className="grip"
                aria-label={t('ruleEdit.moveStage', { number: index + 1, count: rule.stages.length })}
                {...sortable.handle(index)}
              >
                <IconGripVertical aria-hidden />
              </button>
            )}
            <StageTimeChip rule={rule} index={index} change={change} />
            <span className="pt" />
            <div className="stage-body">
              <p>
                <StageSentence
                  stage={stage}
                  faulty={problemsAt(problems, 'stages', index).length > 0}
                  fresh={index === added}
                  onChange={(next) =>
                    change((one) => ({ ...one, stages: one.stages.toSpliced(index, 1, next) }), `stage ${index}`)
                  }
                />
              </p>
              <StageHint stage={stage} searched={rule.stages.slice(0, index).some(searches)} />
              <ProblemLines problems={problemsAt(problems, 'stages', index)} />
            </div>
            {!readOnly && (
              <StageMenu
                index={index}
                count={rule.stages.length}
                onMove={(to) => move(index, to)}
                onRemove={() => change((one) => ({ ...one, stages: one.stages.toSpliced(index, 1) }))}
              />
            )}
          </li>
        ))}
      </ol>
      {!readOnly && (
        <Menu position="bottom-start" width={320} withinPortal>
          <Menu.Target>
            <button type="button" className="chip add stage-add">
              <IconPlus aria-hidden />
              {t('ruleEdit.addStage')}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {stageKinds.map((kind) => (
              <Menu.Item key={kind} onClick={() => add(kind)}>
                {t(`ruleEdit.stage.${kind}`)}
                <span className="small mut block">{t(`ruleEdit.stageHint.${kind}`)}</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

/** Stages have no ids. A key goes with a stage as long as it is the same object or stands at the same place. */
function useStageKeys(stages: readonly RoutingStage[]): readonly number[] {
  const memory = useRef<{ stages: readonly RoutingStage[]; keys: readonly number[]; next: number }>({
    stages: [],
    keys: [],
    next: 0,
  });
  const last = memory.current;
  if (last.stages !== stages) {
    const taken = new Set<number>();
    let next = last.next;
    const bySelf = stages.map((stage) => {
      const at = last.stages.findIndex((other, index) => other === stage && !taken.has(last.keys[index] ?? -1));
      const key = last.keys[at];
      if (key !== undefined) taken.add(key);
      return key;
    });
    const keys = bySelf.map((key, index) => {
      if (key !== undefined) return key;
      const there = last.keys[index];
      const kept = there !== undefined && !taken.has(there) && stages.length === last.stages.length ? there : next++;
      taken.add(kept);
      return kept;
    });
    memory.current = { stages, keys, next };
  }
  return memory.current.keys;
}

function StageTimeChip({ rule, index, change }: Pick<StageListProps, 'rule' | 'change'> & { index: number }) {
  const { t } = useTranslation();
  const { readOnly } = useRuleWorld();
  const time = stageTimes(rule)[index] ?? { fromSeconds: 0, untilSeconds: null };
  const offered = rule.stages[index]?.kind === 'offer';
  const last = !offered && isLastSearch(rule, index);
  const text = stageTimeText(rule, index, t);
  const begins = offered && index > 0;
  const lasts = !last && time.untilSeconds !== null;
  if (readOnly || !(begins || lasts)) return <span className="stage-time tabular">{text}</span>;
  return (
    <span className="stage-time tabular">
      <Chip text={text} label={t('ruleEdit.time', { number: index + 1 })} width={260}>
        {() => (
          <>
            {begins && (
              <SecondsInput
                label={t('ruleEdit.begins')}
                value={time.fromSeconds}
                min={earliestStart(rule, index)}
                onChange={(second) => change((one) => startAt(one, index, second), `start ${index}`)}
              />
            )}
            {lasts && time.untilSeconds !== null ? (
              <SecondsInput
                label={t(offered ? 'ruleEdit.holds' : 'ruleEdit.lasts')}
                value={time.untilSeconds - time.fromSeconds}
                onChange={(seconds) => change((one) => setPatience(one, index, seconds), `patience ${index}`)}
              />
            ) : (
              <p className="small mut">{t('ruleEdit.endless')}</p>
            )}
          </>
        )}
      </Chip>
    </span>
  );
}

function StageHint({ stage, searched }: { stage: RoutingStage; searched: boolean }) {
  const { t } = useTranslation();
  const key =
    stage.kind === 'designated_agent' || stage.kind === 'regular_agent'
      ? 'skipped'
      : stage.kind === 'offer'
        ? searched
          ? 'searchGoesOn'
          : 'noSearch'
        : stage.kind === 'overflow'
          ? 'keepsTime'
          : null;
  return key && <p className="stage-note">{t(`ruleEdit.note.${key}`)}</p>;
}

interface StageMenuProps {
  readonly index: number;
  readonly count: number;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

function StageMenu({ index, count, onMove, onRemove }: StageMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={180} withinPortal>
      <Menu.Target>
        <Button
          className="more"
          size="compact-sm"
          variant="subtle"
          aria-label={t('ruleEdit.stageMenu', { number: index + 1 })}
        >
          <IconDots className="icon s" aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={index === 0} onClick={() => onMove(index - 1)}>
          {t('ruleEdit.up')}
        </Menu.Item>
        <Menu.Item disabled={index === count - 1} onClick={() => onMove(index + 1)}>
          {t('ruleEdit.down')}
        </Menu.Item>
        <Menu.Item onClick={onRemove}>{t('ruleEdit.removeStage')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
