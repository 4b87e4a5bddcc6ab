import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconBolt, IconMessage, IconQuote, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ChosenPresence, conversationRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { myConversations, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { momentOf } from '../../shared/format.ts';
import { setLanguage, useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useApi } from '../../shared/ports.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { useSetPresence } from '../presence/index.ts';
import { type Found, matching } from './matching.ts';

const [store, palette] = createSpotlight();
export const openPalette = (): void => palette.open();

const icons = { pages: IconArrowRight, conversations: IconMessage, actions: IconBolt, messages: IconQuote } as const;

/** Finds anything by a word: conversations, pages, actions, and what anyone wrote. */
export function Palette() {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const here = useHere();
  const messages = useMessageHits(query);
  const groups = matching(query, [...here, ...messages.hits]);
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      tagsToIgnore={[]}
      triggerOnContentEditable
      clearQueryOnClose
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.open')}
        leftSection={<IconSearch className="icon" aria-hidden />}
        onKeyDown={(event) => {
          // Enter without a choice means the first that was found.
          const first = groups[0]?.found[0];
          if (event.key !== 'Enter' || event.nativeEvent.isComposing || query === '' || !first) return;
          if (store.getState().selected !== -1) return;
          palette.close();
          first.run();
        }}
      />
      <Spotlight.ActionsList>
        {groups.map(({ group, found }) => (
          <Spotlight.ActionsGroup key={group} label={t(`palette.${group}`)}>
            {found.map((item) => {
              const Icon = icons[group];
              return (
                <Spotlight.Action
                  key={item.key}
                  label={item.label}
                  {...(item.text === undefined ? {} : { description: item.text })}
                  leftSection={<Icon className="icon" aria-hidden />}
                  onClick={item.run}
                />
              );
            })}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && (
          <Spotlight.Empty>{t(messages.searching ? 'palette.searching' : 'palette.nothing')}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** What can be found without asking the server. */
function useHere(): Found[] {
  const { t } = useTranslation();
  const desk = useDesk();
  const conversations = useDeskState((desk) => desk.conversations);
  const navigate = useNavigate();
  const nameOf = useVisitorName();
  const language = useLanguage();
  const setPresence = useSetPresence();
  const { toggleColorScheme } = useMantineColorScheme();
  const pages = [
    ['nav.work', '/work', 'agent'],
    ['nav.floor', '/floor', 'supervisor'],
    ['nav.recordings', '/recordings', 'agent'],
    ['settings.rules', '/rules', 'supervisor'],
    ['settings.hours', '/hours', 'supervisor'],
    ['settings.systems', '/systems', 'supervisor'],
    ['settings.channels', '/channels', 'administrator'],
    ['settings.groups', '/groups', 'administrator'],
    ['settings.people', '/people', 'administrator'],
    ['settings.endings', '/endings', 'administrator'],
  ] as const;
  const presence: readonly [ChosenPresence, 'goOnline' | 'beBusy' | 'takeBreak' | 'goOffline'][] = [
    ['online', 'goOnline'],
    ['busy', 'beBusy'],
    ['break', 'takeBreak'],
    ['offline', 'goOffline'],
  ];
  return [
    ...myConversations({ conversations }, desk.me.id).map(
      (conversation): Found => ({
        group: 'conversations',
        key: conversation.id,
        label: nameOf(conversation),
        text: conversation.preview || conversation.channel.name,
        run: () => void navigate({ to: '/work/$conversationId', params: { conversationId: conversation.id } }),
      }),
    ),
    ...pages
      .filter(([, , needs]) => isAtLeast(desk.me.role, needs))
      .map(([label, to]): Found => ({ group: 'pages', key: to, label: t(label), run: () => void navigate({ to }) })),
    ...presence.map(
      ([chosen, key]): Found => ({
        group: 'actions',
        key,
        label: t(`palette.${key}`),
        run: () => void setPresence(chosen),
      }),
    ),
    {
      group: 'actions',
      key: 'language',
      label: t('palette.switchLanguage'),
      run: () => setLanguage(language === 'en' ? 'zh' : 'en'),
    },
    { group: 'actions', key: 'scheme', label: t('palette.switchScheme'), run: () => toggleColorScheme() },
  ];
}

function useMessageHits(query: string): { hits: Found[]; searching: boolean } {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const nameOf = useVisitorName();
  const language = useLanguage();
  const [settled] = useDebouncedValue(query.trim(), 250);
  // One Chinese character is a word already; one Latin letter is not.
  const worth = settled.length > 1 || /\p{Script=Han}/u.test(settled);
  const search = useQuery({
    queryKey: ['search', settled],
    enabled: worth,
    queryFn: ({ signal }) => api(conversationRoutes.searchMessages, { query: { q: settled, limit: 12 }, signal }),
  });
  const hits = (worth ? (search.data?.hits ?? []) : []).map(
    (hit): Found => ({
      group: 'messages',
      key: `${hit.conversation.id}-${hit.seq}`,
      label: hit.excerpt,
      text: [nameOf(hit.conversation), momentOf(hit.createdAt, language)].join(t('joined.comma')),
      always: true,
      run: () => void navigate({ to: '/work/$conversationId', params: { conversationId: hit.conversation.id } }),
    }),
  );
  return { hits, searching: worth && search.isFetching };
}
