import { useQuery } from '@tanstack/react-query';
import { calendarRoutes, lookupRoutes, ruleRoutes } from '@visavis/protocol';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgents, useChannels, useGroups } from '../../shared/admin/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { namesOf, type RuleWorld } from './rule-world.ts';

export function useRuleSet() {
  const api = useApi();
  return useQuery({
    queryKey: ['rules'],
    queryFn: async () => (await api(ruleRoutes.getRuleSet)).ruleSet,
    // Somebody else may put rules in force meanwhile; better told on coming back than on saving.
    refetchOnWindowFocus: true,
  });
}

/** Loads everything rules can name. */
export function useRuleWorldQuery() {
  const { t } = useTranslation();
  const api = useApi();
  const { me } = useDesk();
  const language = useLanguage();
  const [agents, groups, channels] = [useAgents(), useGroups(), useChannels()];
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: () => api(calendarRoutes.listCalendars) });
  const lookups = useQuery({ queryKey: ['lookups'], queryFn: () => api(lookupRoutes.listLookups) });
  const queries = [agents, groups, channels, calendars, lookups] as const;
  const world = useMemo((): RuleWorld | null => {
    if (!agents.data || !groups.data || !channels.data || !calendars.data || !lookups.data) return null;
    const lists = {
      channels: channels.data,
      groups: groups.data,
      agents: agents.data
        .filter((agent) => agent.disabledAt === null)
        .map((agent) => ({ id: agent.id, name: agent.displayName })),
      calendars: calendars.data.calendars,
      lookups: lookups.data.lookups,
    };
    const everybody = agents.data.map((agent) => ({ id: agent.id, name: agent.displayName }));
    const names = namesOf({ ...lists, agents: everybody });
    return { ...lists, speech: { t, language, names }, readOnly: !isAtLeast(me.role, 'administrator') };
  }, [agents.data, groups.data, channels.data, calendars.data, lookups.data, t, language, me.role]);
  return {
    world,
    error: queries.find((query) => query.error)?.error ?? null,
    refetch: () => queries.map((query) => query.refetch()),
  };
}
