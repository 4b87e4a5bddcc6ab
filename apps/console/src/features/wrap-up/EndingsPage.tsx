import { useQuery } from '@tanstack/react-query';
import { wrapUpRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useGroups } from '../../shared/admin/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Failed, TableBones } from '../../shared/ui/index.ts';
import { useBreakReasons } from '../presence/index.ts';
import { BreakReasons } from './BreakReasons.tsx';
import { Dispositions } from './Dispositions.tsx';

/** How contacts can end, and why somebody may be on a break. */
export function EndingsPage() {
  const { t } = useTranslation();
  const api = useApi();
  const reasons = useBreakReasons();
  const groups = useGroups();
  const dispositions = useQuery({
    queryKey: ['dispositions'],
    queryFn: async () => (await api(wrapUpRoutes.listDispositions)).dispositions,
  });
  const error = reasons.error ?? groups.error ?? dispositions.error;
  const again = () => void Promise.all([reasons.refetch(), groups.refetch(), dispositions.refetch()]);
  return (
    <main className="page" id="content">
      <div className="page-in">
        <div className="page-head">
          <div className="grow">
            <h1>{t('endings.title')}</h1>
            <p className="mut">{t('endings.lead')}</p>
          </div>
        </div>
        {error ? <Failed error={error} retry={again} /> : null}
        {!error && (reasons.isPending || groups.isPending || dispositions.isPending) && (
          <TableBones rows={5} columns={2} />
        )}
        {reasons.data && groups.data && dispositions.data && (
          <>
            <Dispositions dispositions={dispositions.data} groups={groups.data} />
            <BreakReasons reasons={reasons.data} />
          </>
        )}
      </div>
    </main>
  );
}
