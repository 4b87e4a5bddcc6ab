import { Button } from '@mantine/core';
import { IconCompassOff, IconMoodSad } from '@tabler/icons-react';
import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  redirect,
} from '@tanstack/react-router';
import type { ConversationId, RecordingId } from '@visavis/protocol';
import { type ComponentType, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Nothing } from '../shared/ui/index.ts';
import { Frame } from './Frame.tsx';
import { OnlyFor } from './OnlyFor.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';
import { WorkPage } from './WorkPage.tsx';

function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="page" id="content">
      <Nothing icon={IconCompassOff} title={t('state.notFound')} text={t('state.notFoundText')}>
        <Link to="/work" className="link">
          {t('state.toWork')}
        </Link>
      </Nothing>
    </main>
  );
}

function Broken({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <main className="page" id="content" role="alert">
      <Nothing
        icon={IconMoodSad}
        title={t('state.broken')}
        text={error instanceof Error ? error.message : String(error)}
      >
        <Button onClick={() => window.location.reload()}>{t('state.reload')}</Button>
      </Nothing>
    </main>
  );
}

// Pages that are not open all day come when they are first asked for.
const RecordingsPage = lazy(async () => ({
  default: (await import('../features/recording/index.ts')).RecordingsPage,
}));
const PlayerPage = lazy(async () => ({ default: (await import('../features/recording/index.ts')).PlayerPage }));
const FloorPage = lazy(async () => ({ default: (await import('../features/floor/index.ts')).FloorPage }));
const ChannelsPage = lazy(async () => ({ default: (await import('../features/channel/index.ts')).ChannelsPage }));
const IdentityPage = lazy(async () => ({ default: (await import('../features/channel/index.ts')).IdentityPage }));
const GroupsPage = lazy(async () => ({ default: (await import('../features/skill-group/index.ts')).GroupsPage }));
const RulesPage = lazy(async () => ({ default: (await import('../features/rule/index.ts')).RulesPage }));
const SimulatorPage = lazy(async () => ({
  default: (await import('../features/simulation/index.ts')).SimulatorPage,
}));
const HoursPage = lazy(async () => ({ default: (await import('../features/calendar/index.ts')).HoursPage }));
const SystemsPage = lazy(async () => ({ default: (await import('../features/lookup/index.ts')).SystemsPage }));
const WebhookPage = lazy(async () => ({ default: (await import('../features/webhook/index.ts')).WebhookPage }));
const ApiKeysPage = lazy(async () => ({ default: (await import('../features/api-key/index.ts')).ApiKeysPage }));
const PeoplePage = lazy(async () => ({ default: (await import('../features/people/index.ts')).PeoplePage }));

const EndingsPage = lazy(async () => ({ default: (await import('../features/wrap-up/index.ts')).EndingsPage }));

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/work' });
  },
});
const work = createRoute({ getParentRoute: () => root, path: '/work', component: () => <WorkPage /> });
const conversation = createRoute({
  getParentRoute: () => root,
  path: '/work/$conversationId',
  component: function Conversation() {
    const { conversationId } = conversation.useParams();
    return <WorkPage conversationId={conversationId as ConversationId} />;
  },
});
const recordings = createRoute({ getParentRoute: () => root, path: '/recordings', component: RecordingsPage });
const recording = createRoute({
  getParentRoute: () => root,
  path: '/recordings/$recordingId',
  component: function Recording() {
    const { recordingId } = recording.useParams();
    return <PlayerPage key={recordingId} recordingId={recordingId as RecordingId} />;
  },
});
const onlyFor = (needs: 'administrator' | 'supervisor', Page: ComponentType) =>
  function ForSome() {
    return (
      <OnlyFor needs={needs}>
        <Page />
      </OnlyFor>
    );
  };
const floor = createRoute({ getParentRoute: () => root, path: '/floor', component: onlyFor('supervisor', FloorPage) });
const settings = createRoute({ getParentRoute: () => root, id: 'settings', component: SettingsFrame });
const channels = createRoute({
  getParentRoute: () => settings,
  path: '/channels',
  component: onlyFor('administrator', ChannelsPage),
});
const groups = createRoute({
  getParentRoute: () => settings,
  path: '/groups',
  component: onlyFor('administrator', GroupsPage),
});
const people = createRoute({
  getParentRoute: () => settings,
  path: '/people',
  component: onlyFor('administrator', PeoplePage),
});
const rules = createRoute({
  getParentRoute: () => settings,
  path: '/rules',
  component: onlyFor('supervisor', RulesPage),
});
const simulator = createRoute({
  getParentRoute: () => settings,
  path: '/simulator',
  component: onlyFor('supervisor', SimulatorPage),
});
const hours = createRoute({
  getParentRoute: () => settings,
  path: '/hours',
  component: onlyFor('supervisor', HoursPage),
});
const systems = createRoute({
  getParentRoute: () => settings,
  path: '/systems',
  component: onlyFor('supervisor', SystemsPage),
});

const webhook = createRoute({
  getParentRoute: () => settings,
  path: '/webhook',
  component: onlyFor('administrator', WebhookPage),
});
const identity = createRoute({
  getParentRoute: () => settings,
  path: '/identity',
  component: onlyFor('administrator', IdentityPage),
});
const apiKeys = createRoute({
  getParentRoute: () => settings,
  path: '/api-keys',
  component: onlyFor('administrator', ApiKeysPage),
});
const endings = createRoute({
  getParentRoute: () => settings,
  path: '/endings',
  component: onlyFor('administrator', EndingsPage),
});

const routeTree = root.addChildren([
  home,
  work,
  conversation,
  floor,
  recordings,
  recording,
  settings.addChildren([
    channels,
    groups,
    people,
    rules,
    simulator,
    hours,
    systems,
    webhook,
    apiKeys,
    identity,
    endings,
  ]),
]);

export const createConsoleRouter = () =>
  createRouter({
    routeTree,
    basepath: '/console',
    defaultErrorComponent: Broken,
    scrollRestoration: false,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
