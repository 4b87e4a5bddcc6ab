import { Button } from '@mantine/core';
import {
  IconInbox,
  IconLayoutDashboard,
  IconPlayerPlay,
  IconRoute,
  IconSearch,
  IconSettings,
} from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { freePlaces, liveLoad } from '@visavis/protocol';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { DockedCall } from '../features/call/index.ts';
import { TakenNotice } from '../features/conversation/index.ts';
import { PresenceBanner, PresenceMenu } from '../features/presence/index.ts';
import { ElsewhereOffers, inHand, Ringer, useRings } from '../features/queue/index.ts';
import { openPalette, Palette } from '../features/search/index.ts';
import { TransferNotices } from '../features/transfer/index.ts';
import { myConversations, useDesk, useDeskState } from '../shared/desk/index.ts';
import { isAtLeast } from '../shared/roles.ts';
import { Mark, TableBones } from '../shared/ui/index.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { LinkBanner } from './LinkBanner.tsx';

const pages = [
  { to: '/work', label: 'nav.work', icon: IconInbox, for: 'agent' },
  { to: '/floor', label: 'nav.floor', icon: IconLayoutDashboard, for: 'supervisor' },
  { to: '/recordings', label: 'nav.recordings', icon: IconPlayerPlay, for: 'agent' },
  { to: '/rules', label: 'settings.rulesShort', icon: IconRoute, for: 'supervisor' },
] as const;
/** Where administrators go most: one press from everywhere. */
const direct = [
  { to: '/channels', label: 'settings.channels' },
  { to: '/groups', label: 'settings.groups' },
  { to: '/people', label: 'settings.people' },
] as const;

/** The top bar and the page below it; what rings and the running call are at home here, whatever page is open. */
export function Frame() {
  const { t } = useTranslation();
  const { me } = useDesk();
  return (
    <div className="frame">
      <header className="top">
        <Link className="mark" to="/work" aria-label="Visavis">
          <Mark />
          <span>Visavis</span>
        </Link>
        <nav aria-label={t('nav.main')}>
          {pages
            .filter((page) => isAtLeast(me.role, page.for))
            .map((page) => (
              <Link key={page.to} to={page.to}>
                <page.icon className="icon" aria-hidden />
                {t(page.label)}
              </Link>
            ))}
          {isAtLeast(me.role, 'administrator') && <SettingsLinks />}
        </nav>
        <Button
          className="find"
          leftSection={<IconSearch className="icon s" aria-hidden />}
          onClick={openPalette}
          aria-keyshortcuts="Control+K"
        >
          <span className="flex">
            <span className="cut">{t('palette.open')}</span>
            <span className="kbd" aria-hidden="true">
              Ctrl K
            </span>
          </span>
        </Button>
        <div className="right">
          <InHand />
          <PresenceMenu />
          <AccountMenu />
        </div>
      </header>
      <div>
        <LinkBanner />
        <PresenceBanner />
      </div>
      <div className="body">
        <Suspense fallback={<Pending />}>
          <Outlet />
        </Suspense>
      </div>
      <ElsewhereOffers />
      <Ringer />
      <TransferNotices />
      <TakenNotice />
      <DockedCall />
      <Palette />
    </div>
  );
}

function SettingsLinks() {
  const { t } = useTranslation();
  const inside = useRouterState({ select: ({ matches }) => matches.some(({ routeId }) => routeId === '/settings') });
  const { pathname } = useRouterState({ select: ({ location }) => location });
  /** A page with a link of its own in the bar is shown by that one. */
  const named = ['/rules', ...direct.map(({ to }) => to)].some((to) => pathname.startsWith(to));
  return (
    <>
      {direct.map((page) => (
        <Link key={page.to} to={page.to} className="direct">
          {t(page.label)}
        </Link>
      ))}
      <Link to="/channels" className={inside && !named ? 'here' : 'to-settings'}>
        <IconSettings className="icon" aria-hidden />
        {t('settings.nav')}
      </Link>
    </>
  );
}

function Pending() {
  return (
    <main className="page" id="content">
      <div className="page-in">
        <TableBones rows={6} columns={5} />
      </div>
    </main>
  );
}

/** What stands in the list, and how many texts may still come: a contact whose call is over takes no place. */
function InHand() {
  const { t } = useTranslation();
  const { me } = useDesk();
  const presence = useDeskState((desk) => desk.presence);
  const count = useDeskState((desk) => myConversations(desk, me.id).length);
  const ringing = useRings();
  if (!presence || presence.state === 'offline') return null;
  const { capacity, loads, state, next } = presence;
  const mayCome = state === 'online' && next === null;
  const text =
    liveLoad(inHand(loads, ringing)) > 0
      ? t('presence.noCalls')
      : mayCome
        ? t('presence.inHand', { count, free: freePlaces(capacity, loads, 'text') })
        : t('presence.inHandOnly', { count });
  return <span className="mut small in-hand tabular">{text}</span>;
}
