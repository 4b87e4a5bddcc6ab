import { Button, Group, Menu, useMantineColorScheme } from '@mantine/core';
import {
  IconBell,
  IconCheck,
  IconDeviceDesktop,
  IconLanguage,
  IconLogout,
  IconLogout2,
  IconMoon,
  IconSun,
  IconVolume,
} from '@tabler/icons-react';
import { identityRoutes, type Language } from '@visavis/protocol';
import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, useObservable } from '../shared/desk/index.ts';
import { setLanguage, useLanguage } from '../shared/i18n/index.ts';
import { useApi } from '../shared/ports.ts';
import { preferences, setPreference } from '../shared/preferences.ts';
import { Avatar, Dialog } from '../shared/ui/index.ts';
import { LeaveContext } from './leave.ts';

const schemes = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;
const languages: readonly { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'zh', label: '中文' },
];

export function AccountMenu() {
  const { t } = useTranslation();
  const { me } = useDesk();
  const api = useApi();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const chosen = useObservable(preferences);
  const [asking, setAsking] = useState(false);
  const signOut = useSignOut();
  const tick = (on: boolean) => (on ? <IconCheck className="icon s pine" aria-hidden /> : null);
  const speak = (value: Language) => {
    setLanguage(value);
    // The choice already holds in this browser; keeping it with the account is a convenience for the next one.
    void api(identityRoutes.updateMe, { body: { language: value } }).catch(() => undefined);
  };
  const notify = async () => {
    if (!chosen.notify && (await Notification.requestPermission()) !== 'granted') return;
    setPreference({ notify: !chosen.notify });
  };
  const refused = typeof Notification === 'undefined' || Notification.permission === 'denied';
  return (
    <>
      <Menu position="bottom-end" width={264}>
        <Menu.Target>
          <button type="button" className="who-menu" aria-description={t('account.menu')}>
            <Avatar name={me.displayName} me />
            <span className="name cut">{me.displayName}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {me.email} · {t(`account.roles.${me.role}`)}
          </Menu.Label>
          <Menu.Divider />
          {languages.map(({ value, label }) => (
            <Menu.Item
              key={value}
              lang={value}
              leftSection={<IconLanguage className="icon" aria-hidden />}
              rightSection={tick(language === value)}
              closeMenuOnClick={false}
              onClick={() => speak(value)}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {schemes.map(({ value, icon: Icon }) => (
            <Menu.Item
              key={value}
              leftSection={<Icon className="icon" aria-hidden />}
              rightSection={tick(colorScheme === value)}
              closeMenuOnClick={false}
              onClick={() => setColorScheme(value)}
            >
              {t(`account.${value}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconVolume className="icon" aria-hidden />}
            rightSection={tick(chosen.ringSound)}
            closeMenuOnClick={false}
            onClick={() => setPreference({ ringSound: !chosen.ringSound })}
          >
            {t('account.sounds')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconBell className="icon" aria-hidden />}
            rightSection={tick(chosen.notify && !refused)}
            closeMenuOnClick={false}
            disabled={refused}
            onClick={() => void notify()}
          >
            {t(refused ? 'account.notifyRefused' : 'account.notify')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout className="icon" aria-hidden />} onClick={() => void signOut('here')}>
            {t('account.signOut')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout2 className="icon" aria-hidden />} onClick={() => setAsking(true)}>
            {t('account.signOutEverywhere')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('account.everywhereTitle')}>
        <p className="mid">{t('account.everywhereText')}</p>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button onClick={() => setAsking(false)}>{t('account.cancel')}</Button>
          <Button className="danger" onClick={() => void signOut('everywhere')}>
            {t('account.signOutEverywhere')}
          </Button>
        </Group>
      </Dialog>
    </>
  );
}

function useSignOut(): (where: 'here' | 'everywhere') => Promise<void> {
  const api = useApi();
  const leave = useContext(LeaveContext);
  return async (where) => {
    try {
      await api(where === 'here' ? identityRoutes.signOut : identityRoutes.signOutEverywhere);
    } finally {
      leave('signed_out');
    }
  };
}
