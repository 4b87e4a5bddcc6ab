import { Button, Menu } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconChevronDown } from '@tabler/icons-react';
import { type ChosenPresence, type Presence, totalLoad } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { myConversations, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { clockOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useNow } from '../../shared/ui/index.ts';
import { dots } from './dots.ts';
import { offered, useBreakReasons } from './use-break-reasons.ts';
import { usePresenceWays } from './use-set-presence.ts';

const choices: readonly ChosenPresence[] = ['online', 'busy', 'break', 'offline'];
const later: readonly ChosenPresence[] = ['busy', 'break', 'offline'];

export function PresenceMenu() {
  const { t } = useTranslation();
  const presence = useDeskState((desk) => desk.presence);
  const calls = useDeskState((desk) => desk.calls);
  const language = useLanguage();
  const live = [...calls.values()].find((call) => call.state === 'live');
  const state = presence?.state ?? 'offline';
  const own = presence?.reason
    ? t('presence.breakFor', { reason: presence.reason.name[language] })
    : t(`presence.${state}`);
  return (
    <Menu position="bottom-end" width={288}>
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
              {t('presence.afterwards', {
                state: presence.next.reason
                  ? t('presence.breakFor', { reason: presence.next.reason.name[language] })
                  : t(`presence.${presence.next.state}`),
              })}
            </span>
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Choices presence={presence} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Choices({ presence }: { presence: Presence | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const ways = usePresenceWays();
  const reasons = offered(useBreakReasons().data);
  const state = presence?.state ?? 'offline';
  const { me } = useDesk();
  const open = useDeskState((desk) => myConversations(desk, me.id).length);
  const hintOf = (choice: ChosenPresence): string =>
    choice === 'offline' && open > 0 ? t('presence.offlineOpen', { count: open }) : t(`presence.${choice}Hint`);
  return (
    <>
      {state === 'not_responding' && <Menu.Label role="note">{t('presence.missedTitle')}</Menu.Label>}
      {state === 'wrap_up' && <Menu.Label role="note">{t('presence.wrapHint')}</Menu.Label>}
      {choices.map((choice) => (
        <Menu.Item
          key={choice}
          aria-description={hintOf(choice)}
          leftSection={<span className={`dot ${dots[choice]}`} />}
          rightSection={choice === state && !presence?.reason ? <Tick /> : null}
          onClick={() => void ways.choose(choice)}
        >
          {t(`presence.${choice}`)}
          <span className="small mut" style={{ display: 'block' }} aria-hidden="true">
            {hintOf(choice)}
          </span>
        </Menu.Item>
      ))}
      {reasons.length > 0 && (
        <>
          <Menu.Divider />
          <Menu.Label>{t('presence.reasons')}</Menu.Label>
          {reasons.map((reason) => (
            <Menu.Item
              key={reason.id}
              aria-label={t('presence.breakFor', { reason: reason.name[language] })}
              rightSection={presence?.reason?.id === reason.id ? <Tick /> : null}
              onClick={() => void ways.choose('break', { reasonId: reason.id })}
            >
              {reason.name[language]}
            </Menu.Item>
          ))}
        </>
      )}
      <AfterThis presence={presence} />
    </>
  );
}

/** Offered while there is something to finish first. */
function AfterThis({ presence }: { presence: Presence | null }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  const desk = useDeskState();
  const language = useLanguage();
  const reasons = offered(useBreakReasons().data);
  const ways = usePresenceWays();
  if (!presence || (presence.state !== 'online' && presence.state !== 'wrap_up')) return null;
  const atHand =
    totalLoad(presence.loads) > 0 || myConversations(desk, me.id).length > 0 || presence.state === 'wrap_up';
  if (!atHand && !presence.next) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label title={t('presence.afterHint')}>{t('presence.after')}</Menu.Label>
      {later.map((choice) => (
        <Menu.Item
          key={choice}
          aria-label={t('presence.afterThis', { state: t(`presence.${choice}`) })}
          aria-description={t('presence.afterHint')}
          leftSection={<span className={`dot ${dots[choice]}`} />}
          rightSection={presence.next?.state === choice && !presence.next.reason ? <Tick /> : null}
          onClick={() => void ways.choose(choice, { when: 'after_this' })}
        >
          {t(`presence.${choice}`)}
        </Menu.Item>
      ))}
      {reasons.map((reason) => {
        const name = t('presence.breakFor', { reason: reason.name[language] });
        return (
          <Menu.Item
            key={reason.id}
            aria-label={t('presence.afterThis', { state: name })}
            aria-description={t('presence.afterHint')}
            leftSection={<span className={`dot ${dots.break}`} />}
            rightSection={presence.next?.reason?.id === reason.id ? <Tick /> : null}
            onClick={() => void ways.choose('break', { when: 'after_this', reasonId: reason.id })}
          >
            {name}
          </Menu.Item>
        );
      })}
      {presence.next && (
        <Menu.Item leftSection={<IconArrowBackUp className="icon s" aria-hidden />} onClick={() => void ways.keep()}>
          {t('presence.keep')}
        </Menu.Item>
      )}
    </>
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
