import { useQuery } from '@tanstack/react-query';
import { type BreakReason, presenceRoutes } from '@visavis/protocol';
import { useApi } from '../../shared/ports.ts';

/** The administrators' list, retired ones included. */
export function useBreakReasons() {
  const api = useApi();
  return useQuery({
    queryKey: ['break-reasons'],
    queryFn: async () => (await api(presenceRoutes.listBreakReasons)).reasons,
  });
}

export const offered = (reasons: readonly BreakReason[] | undefined): readonly BreakReason[] =>
  (reasons ?? []).filter((reason) => reason.retiredAt === null);
