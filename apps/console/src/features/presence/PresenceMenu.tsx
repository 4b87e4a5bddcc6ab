import { Button, Menu } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconChevronDown } from '@tabler/icons-react';
import { type ChosenPresence, type Presence, totalLoad } from '@visavis/protocol';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { myConversations, runningCallOf, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { clockOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { StateMark, useNow } from '../../shared/ui/index.ts';
import { dots } from './dots.ts';
import { useAfterwards } from './use-afterwards.ts';
import { offered, useBreakReasons } from './use-break-reasons.ts';
import { usePresenceWays } from './use-set-presence.ts';

const choices: readonly ChosenPresence[] = ['online', 'busy', 'break', 'offline'];
const laterChoices: readonly ChosenPresence[] = ['busy', 'break', 'offline'];
/** The same signs as on the floor. */
const marks = { online: 'free', busy: 'busy', break: 'break', offline: 'offline' } as const;

export function PresenceMenu() {
  const { t } = useTranslation();
  const { me } = useDesk();
  const presence = useDeskState((desk) => desk.presence);
  const language = useLanguage();
  const afterwards = useAfterwards();
  const [later, setLater] = useState(false);
  const running = useDeskState((desk) => runningCallOf(desk, me.id));
  const live = running?.state === 'live' ? running : undefined;
  const state = presence?.state ?? 'offline';
  const own = presence?.reason
    ? t('presence.breakFor', { reason: presence.reason.name[language] })
    : t(`presence.${state}`);
  return (
    // Each opening begins with "now": a menu opened again while it still fades out keeps what it held.
    <Menu position="bottom-end" width={288} onOpen={() => setLater(false)}>
      <Menu.Target>
        <Button
          disabled={!presence}
          aria-description={t('presence.button', { state: own })}
          rightSection={<IconChevronDown className="icon s" aria-hidden />}
          leftSection={<span className={`dot ${dots[state]}`} />}
        >
          {live ? t('presence.inCall') : own}
          {presence && <Since presence={presence} at={live?.liveAt} />}
          {presence?.next && (
            <span className="mut" style={{ marginInlineStart: 6 }}>
              {afterwards(presence.next)}
            </span>
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Choices presence={presence} later={later} onLater={setLater} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Choices(props: { presence: Presence | null; later: boolean; onLater: (later: boolean) => void }) {
  const { presence, later, onLater } = props;
  const { t } = useTranslation();
  const { me } = useDesk();
  const ways = usePresenceWays();
  const open = useDeskState((desk) => myConversations(desk, me.id).length);
  const state = presence?.state ?? 'offline';
  const atHand = presence !== null && (totalLoad(presence.loads) > 0 || open > 0 || state === 'wrap_up');
  const mayWait = atHand && (state === 'online' || state === 'wrap_up');
  const after = later && mayWait;
  const hintOf = (choice: ChosenPresence): string =>
    choice === 'offline' && open > 0 ? t('presence.offlineOpen', { count: open }) : t(`presence.${choice}Hint`);
  const chosen = after ? presence?.next : presence;
  return (
    <>
      {state === 'not_responding' && <Menu.Label role="note">{t('presence.missedTitle')}</Menu.Label>}
      {state === 'wrap_up' && <Menu.Label role="note">{t('presence.wrapHint')}</Menu.Label>}
      {mayWait && (
        <Menu.CheckboxItem
          checked={after}
          aria-description={t('presence.afterHint')}
          closeMenuOnClick={false}
          checkIcon={<span />}
          rightSection={<span className={after ? 'toggle on' : 'toggle'} aria-hidden="true" />}
          onChange={onLater}
        >
          {t('presence.after')}
          {after && (
            <span className="small mut" style={{ display: 'block' }} aria-hidden="true">
              {t('presence.afterHint')}
            </span>
          )}
        </Menu.CheckboxItem>
      )}
      {mayWait && <Menu.Divider />}
      {(after ? laterChoices : choices).map((choice) => (
        <Fragment key={choice}>
          <Menu.Item
            {...(after && { 'aria-label': t('presence.afterThis', { state: t(`presence.${choice}`) }) })}
            aria-description={after ? t('presence.afterHint') : hintOf(choice)}
            leftSection={<StateMark activity={marks[choice]} />}
            rightSection={choice === chosen?.state && !chosen.reason ? <Tick /> : null}
            onClick={() => void ways.choose(choice, after ? { when: 'after_this' } : {})}
          >
            {t(`presence.${choice}`)}
            {!after && (
              <span className="small mut" style={{ display: 'block' }} aria-hidden="true">
                {hintOf(choice)}
              </span>
            )}
          </Menu.Item>
          {choice === 'break' && <Reasons chosen={chosen ?? null} after={after} />}
        </Fragment>
      ))}
      {presence?.next && <Menu.Divider />}
      {presence?.next && (
        <Menu.Item leftSection={<IconArrowBackUp className="icon s" aria-hidden />} onClick={() => void ways.keep()}>
          {t('presence.keep')}
        </Menu.Item>
      )}
    </>
  );
}

/** Breaks by their reasons, side by side: they are many and short. */
function Reasons({ chosen, after }: { chosen: Pick<Presence, 'reason'> | null; after: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const ways = usePresenceWays();
  const reasons = offered(useBreakReasons().data);
  if (reasons.length === 0) return null;
  return (
    <div className="reason-row">
      {reasons.map((reason) => {
        const name = t('presence.breakFor', { reason: reason.name[language] });
        return (
          <Menu.Item
            key={reason.id}
            aria-label={after ? t('presence.afterThis', { state: name }) : name}
            rightSection={chosen?.reason?.id === reason.id ? <Tick /> : null}
            onClick={() =>
              void ways.choose('break', { reasonId: reason.id, ...(after && { when: 'after_this' as const }) })
            }
          >
            {reason.name[language]}
          </Menu.Item>
        );
      })}
    </div>
  );
}

const Tick = () => <IconCheck className="icon s pine" aria-hidden />;

/** How long it lasts already; of a wrap-up, how long it lasts still. */
function Since({ presence, at }: { presence: Presence; at: string | null | undefined }) {
  const now = useNow();
  const until = at ? null : presence.until;
  const span = until ? Date.parse(until) - now : now - Date.parse(at ?? presence.since);
  return (
    <span className="mut tabular" style={{ marginInlineStart: 6 }} aria-hidden="true">
      {clockOf(Math.max(0, span))}
    </span>
  );
}
