import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { ChosenPresence, Presence } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDeskState } from '../../shared/desk/index.ts';
import { clockOf } from '../../shared/format.ts';
import { useNow } from '../../shared/ui/index.ts';
import { useSetPresence } from './use-set-presence.ts';

const choices: readonly ChosenPresence[] = ['online', 'break', 'offline'];
const dots = { online: 'on', break: 'wait', offline: '', not_responding: 'ring' } as const;

export function PresenceMenu() {
  const { t } = useTranslation();
  const { presence, calls } = useDeskState();
  const setPresence = useSetPresence();
  const live = [...calls.values()].find((call) => call.state === 'live');
  const state = presence?.state ?? 'offline';
  const word = live ? t('presence.inCall') : t(`presence.${state}`);
  return (
    <Menu position="bottom-end" width={268}>
      <Menu.Target>
        <Button
          disabled={!presence}
          aria-description={t('presence.button', { state: t(`presence.${state}`) })}
          rightSection={<IconChevronDown className="icon s" aria-hidden />}
          leftSection={<span className={`dot ${dots[state]}`} />}
        >
          {word}
          {presence && <Since presence={presence} at={live?.liveAt} />}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {state === 'not_responding' && <Menu.Label role="note">{t('presence.missedTitle')}</Menu.Label>}
        {choices.map((choice) => (
          <Menu.Item
            key={choice}
            aria-description={t(`presence.${choice}Hint`)}
            leftSection={<span className={`dot ${dots[choice]}`} />}
            rightSection={choice === state ? <IconCheck className="icon s pine" aria-hidden /> : null}
            onClick={() => void setPresence(choice)}
          >
            {t(`presence.${choice}`)}
            <span className="small mut" style={{ display: 'block' }} aria-hidden="true">
              {t(`presence.${choice}Hint`)}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Since({ presence, at }: { presence: Presence; at: string | null | undefined }) {
  const now = useNow();
  return (
    <span className="mut tabular" style={{ marginInlineStart: 6 }} aria-hidden="true">
      {clockOf(now - Date.parse(at ?? presence.since))}
    </span>
  );
}
