import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../shared/desk/index.ts';
import { isAtLeast } from '../shared/roles.ts';

const sections = [
  {
    title: 'reaching',
    pages: [
      { to: '/channels', key: 'channels', for: 'administrator' },
      { to: '/identity', key: 'signedIdentity', for: 'administrator' },
      { to: '/hours', key: 'hours', for: 'supervisor' },
    ],
  },
  {
    title: 'serves',
    pages: [
      { to: '/rules', key: 'rules', for: 'supervisor' },
      { to: '/simulator', key: 'simulator', for: 'supervisor' },
      { to: '/groups', key: 'groups', for: 'administrator' },
      { to: '/people', key: 'people', for: 'administrator' },
      { to: '/endings', key: 'endings', for: 'administrator' },
    ],
  },
  {
    title: 'around',
    pages: [
      { to: '/systems', key: 'systems', for: 'supervisor' },
      { to: '/webhook', key: 'webhook', for: 'administrator' },
      { to: '/api-keys', key: 'apiKeys', for: 'administrator' },
    ],
  },
] as const;

/** What an administrator sets up, by what it is about, beside the page that is open. */
export function SettingsFrame() {
  const { t } = useTranslation();
  const { me } = useDesk();
  const nav = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // On a narrow screen the pages stand in a row that is wider than it: the open one has to be in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is open changes with the path
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
  return (
    <div className="settings">
      <nav ref={nav} className="sub scroll" aria-label={t('settings.label')}>
        {sections.map((section) => {
          const pages = section.pages.filter((page) => isAtLeast(me.role, page.for));
          if (pages.length === 0) return null;
          return (
            <div key={section.title}>
              <h2>{t(`settings.${section.title}`)}</h2>
              {pages.map((page) => (
                <Link key={page.to} to={page.to}>
                  {t(`settings.${page.key}`)}
                </Link>
              ))}
            </div>
          );
        })}
      </nav>
      <Outlet />
    </div>
  );
}
