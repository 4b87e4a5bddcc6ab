import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Agent, identityRoutes } from '@visavis/protocol';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EndedReason, SignInPage } from '../features/sign-in/index.ts';
import { createApi, failureCode } from '../shared/api/index.ts';
import { ApiContext, type ConsolePorts, useApi } from '../shared/ports.ts';
import { Failed } from '../shared/ui/index.ts';
import { FrameBones } from './FrameBones.tsx';
import { SignedIn } from './SignedIn.tsx';
import { cssVariables, themeFor } from './theme.ts';

const newQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry: (count, error) => count < 2 && failureCode(error) === 'network' },
    },
  });

/** Providers, then either the sign-in page or the signed-in console. The address stays, so signing in again leads back. */
export function App({ ports }: { ports: ConsolePorts }) {
  const close = useTranslation().t('state.close');
  const theme = useMemo(() => themeFor(close), [close]);
  const queryClient = useMemo(newQueryClient, []);
  const [ended, setEnded] = useState<EndedReason | null>(null);
  const api = useMemo(() => {
    const onSignedOut = () => {
      if (queryClient.getQueryData<Agent | null>(['me'])) setEnded('expired');
      queryClient.setQueryData(['me'], null);
    };
    return createApi({ fetch: ports.fetch, onSignedOut });
  }, [ports, queryClient]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <ApiContext value={api}>
          <Notifications position="bottom-left" limit={3} autoClose={5000} />
          <Door ports={ports} ended={ended} onEnded={setEnded} />
        </ApiContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

interface DoorProps {
  readonly ports: ConsolePorts;
  readonly ended: EndedReason | null;
  readonly onEnded: (reason: EndedReason | null) => void;
}

function Door({ ports, ended, onEnded }: DoorProps) {
  const api = useApi();
  const queryClient = useQueryClient();
  const me = useQuery<Agent | null>({
    queryKey: ['me'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      try {
        return (await api(identityRoutes.getMe)).agent;
      } catch (error) {
        const code = failureCode(error);
        if (code === 'auth_required' || code === 'auth_expired') return null;
        throw error;
      }
    },
  });
  const leave = (reason: EndedReason) => {
    onEnded(reason);
    queryClient.clear();
    queryClient.setQueryData(['me'], null);
  };
  if (me.isPending) return <FrameBones />;
  if (me.isError) {
    return (
      <main style={{ height: '100%', display: 'grid' }}>
        <Failed error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  }
  if (!me.data) {
    const enter = (agent: Agent) => {
      onEnded(null);
      queryClient.setQueryData(['me'], agent);
    };
    return <SignInPage ended={ended} onSignedIn={enter} />;
  }
  return <SignedIn key={me.data.id} me={me.data} ports={ports} onLeave={leave} />;
}
