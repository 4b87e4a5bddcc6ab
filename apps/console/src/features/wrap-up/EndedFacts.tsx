import { useQuery } from '@tanstack/react-query';
import { type Conversation, wrapUpRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { pathName } from './use-endings.ts';

/** How a closed contact ended. Nothing where nobody served it. */
export function EndedFacts({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const api = useApi();
  const { id: conversationId } = conversation;
  const found = useQuery({
    queryKey: ['wrap-up', conversationId, conversation.version],
    enabled: conversation.state === 'closed',
    retry: false,
    queryFn: async () => {
      try {
        return (await api(wrapUpRoutes.getWrapUp, { params: { conversationId } })).wrapUp;
      } catch (error) {
        if (failureCode(error) === 'wrap_up_not_found') return null;
        throw error;
      }
    },
  });
  const wrapUp = found.data;
  if (!wrapUp) return null;
  return (
    <div className="sec">
      <dl className="facts">
        <dt>{t('ending.given')}</dt>
        <dd>{wrapUp.disposition ? pathName(wrapUp.disposition.path, language) : t('ending.notGiven')}</dd>
        {wrapUp.tags.length > 0 && (
          <>
            <dt>{t('ending.tags')}</dt>
            <dd>
              {wrapUp.tags.map((tag) => (
                <span className="tag line" key={tag} style={{ marginInlineEnd: 4 }}>
                  {tag}
                </span>
              ))}
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
