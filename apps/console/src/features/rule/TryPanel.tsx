import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type MadeUpVisitor, type RoutingRule, ruleRoutes } from '@visavis/protocol';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChannels } from '../../shared/admin/index.ts';
import { failureCode } from '../../shared/api/index.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import type { Draft } from './draft.ts';
import { suggestions, triable } from './made-up.ts';
import { TryForm } from './TryForm.tsx';
import { TryResult } from './TryResult.tsx';

interface TryPanelProps {
  readonly draft: Draft;
  readonly changed: boolean;
}

/** "Who would get this?", asked of the draft, or of the rules in force while nothing is changed. */
export function TryPanel({ draft, changed }: TryPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const channels = useChannels();
  const [visitor, setVisitor] = useState<Omit<MadeUpVisitor, 'channelId'> & { channelId: string }>({
    channelId: '',
    medium: 'text',
    language,
    vipLevel: 0,
    attributes: {},
    tags: [],
    servedBy: [],
    at: null,
  });
  const channelId = visitor.channelId || channels.data?.[0]?.id || '';
  const ready = useMemo(() => triable(draft.rules), [draft.rules]);
  const hints = useMemo(() => suggestions(draft.rules), [draft.rules]);
  const rules = changed ? ready.rules : null;
  const trial = useTrial(useMemo(() => ({ visitor: { ...visitor, channelId }, rules }), [visitor, channelId, rules]));
  return (
    <>
      <div className="sec">
        <TryForm visitor={{ ...visitor, channelId }} onChange={setVisitor} hints={hints} />
      </div>
      {channelId === '' && channels.isSuccess && <p className="sec mut">{t('ruleTry.noChannel')}</p>}
      {changed && ready.left > 0 && <p className="sec small amber">{t('ruleTry.left', { count: ready.left })}</p>}
      {trial.isError && (
        <p className="sec coral small" role="alert">
          {t(`errors.${failureCode(trial.error)}`)}
        </p>
      )}
      {trial.isPending && channelId !== '' && (
        <div className="sec" role="status" aria-label={t('state.loading')}>
          <span className="bone" style={{ width: '70%', height: 18 }} />
          <span className="bone" style={{ width: '90%', marginTop: 10 }} />
        </div>
      )}
      {trial.data && !trial.isError && <TryResult trial={trial.data} rules={draft.rules} />}
    </>
  );
}

interface Question {
  readonly visitor: { readonly channelId: string };
  readonly rules: readonly RoutingRule[] | null;
}

function useTrial(question: Question) {
  const api = useApi();
  const [asked] = useDebouncedValue(question, 350);
  return useQuery({
    queryKey: ['rules', 'try', asked],
    enabled: asked.visitor.channelId !== '',
    queryFn: ({ signal }) => api(ruleRoutes.tryRules, { body: asked, signal }),
    placeholderData: keepPreviousData,
    // The answer depends on who is online right now.
    refetchInterval: 10_000,
    gcTime: 60_000,
  });
}
