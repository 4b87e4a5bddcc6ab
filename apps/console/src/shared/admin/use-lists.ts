import { useQuery } from '@tanstack/react-query';
import { channelRoutes, identityRoutes, skillGroupRoutes } from '@visavis/protocol';
import { useApi } from '../ports.ts';

/** The three lists that the admin pages show and refer to. */
export function useAgents() {
  const api = useApi();
  return useQuery({ queryKey: ['agents'], queryFn: async () => (await api(identityRoutes.listAgents)).agents });
}
export function useGroups() {
  const api = useApi();
  return useQuery({ queryKey: ['groups'], queryFn: async () => (await api(skillGroupRoutes.listSkillGroups)).groups });
}
export function useChannels() {
  const api = useApi();
  return useQuery({ queryKey: ['channels'], queryFn: async () => (await api(channelRoutes.listChannels)).channels });
}
