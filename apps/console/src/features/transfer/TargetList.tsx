import { Skeleton } from '@mantine/core';
import { IconRoute, IconUsersGroup } from '@tabler/icons-react';
import { type CSSProperties, Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../shared/ui/index.ts';
import { type Choice, mayBeChosen, type Part, partsOf } from './targets.ts';

interface ListProps {
  /** null while they are fetched. */
  readonly choices: readonly Choice[] | null;
  readonly chosen: Choice | null;
  readonly onChoose: (choice: Choice) => void;
}

/** People, groups and the rules as one list of radio buttons: arrows move, names are read with state and load. */
export function TargetList({ choices, chosen, onChoose }: ListProps) {
  const { t } = useTranslation();
  if (choices === null)
    return (
      <div className="targets" aria-hidden="true">
        {[0, 1, 2, 3].map((row) => (
          <Skeleton key={row} height={44} my={4} />
        ))}
      </div>
    );
  const parts = partsOf(choices);
  return (
    <fieldset className="targets scroll">
      <legend className="sr">{t('transfer.to')}</legend>
      {choices.length === 1 && <p className="small mut targets-none">{t('transfer.nothing')}</p>}
      {parts.map((part, index) => (
        <Fragment key={part.kind}>
          <PartHead part={part} before={index} after={parts.length - 1 - index} />
          {part.now.map((choice) => (
            <Target key={choice.key} choice={choice} chosen={chosen?.key === choice.key} onChoose={onChoose} />
          ))}
          {part.now.length > 0 && part.later.length > 0 && (
            <p className="targets-later small mut">{t('transfer.later')}</p>
          )}
          {part.later.map((choice) => (
            <Target key={choice.key} choice={choice} chosen={chosen?.key === choice.key} onChoose={onChoose} />
          ))}
        </Fragment>
      ))}
    </fieldset>
  );
}

interface HeadProps {
  readonly part: Part;
  /** How many headings stand before and after it: all of them stay in sight, and a press leads to what is below one. */
  readonly before: number;
  readonly after: number;
}

function PartHead({ part: { kind, now, later }, before, after }: HeadProps) {
  const { t } = useTranslation();
  const count = now.length + later.length;
  const toFirst = (head: HTMLElement) => {
    const first = head.nextElementSibling;
    first?.scrollIntoView({ block: 'start' });
    first?.querySelector<HTMLInputElement>('input:enabled')?.focus({ preventScroll: true });
  };
  return (
    <button
      type="button"
      className="targets-head small"
      style={{ '--before': before, '--after': after } as CSSProperties}
      onClick={(event) => toFirst(event.currentTarget)}
    >
      <span className="grow">{t(`transfer.parts.${kind}`)}</span>
      {kind === 'agent' && <span className="mut">{t('transfer.canTake', { count, now: now.length })}</span>}
      {kind === 'skill_group' && <span className="mut">{count}</span>}
    </button>
  );
}

interface TargetProps {
  readonly choice: Choice;
  readonly chosen: boolean;
  readonly onChoose: (choice: Choice) => void;
}

function Target({ choice, chosen, onChoose }: TargetProps) {
  const { t } = useTranslation();
  const facts = useFacts(choice);
  return (
    <label className="target">
      <input
        type="radio"
        name="transfer-target"
        checked={chosen}
        disabled={!mayBeChosen(choice)}
        onChange={() => onChoose(choice)}
      />
      <Sign choice={choice} />
      <span className="grow">
        <b className="cut">{choice.kind === 'rules' ? t('transfer.rules') : choice.name}</b>
        <span className="small mut">{facts}</span>
      </span>
      {choice.kind === 'agent' && choice.agent.free && <span className="dot-free" aria-hidden="true" />}
    </label>
  );
}

function Sign({ choice }: { choice: Choice }) {
  if (choice.kind === 'agent') return <Avatar name={choice.name} size="s" />;
  const Icon = choice.kind === 'rules' ? IconRoute : IconUsersGroup;
  return (
    <span className="target-sign">
      <Icon className="icon" aria-hidden />
    </span>
  );
}

/** State and load, in words. */
function useFacts(choice: Choice): string {
  const { t } = useTranslation();
  if (choice.kind === 'rules') return t('transfer.rulesText');
  if (choice.kind === 'skill_group') {
    const { members: count, free } = choice.group;
    return count === 0 ? t('transfer.noMembers') : t('transfer.members', { count, free });
  }
  const { state, inCall, free, textLoad: load, textCapacity: capacity } = choice.agent;
  const facts = [t(`transfer.state.${state}`)];
  if (state === 'offline') return facts.join(' · ');
  facts.push(inCall ? t('transfer.inCall') : t('transfer.texts', { load, capacity }));
  if (state === 'online' && !free && !inCall) facts.push(t('transfer.full'));
  return facts.join(' · ');
}
