import type { Conversation } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useTransfers } from './use-transfers.ts';

/** Who handed the conversation over to whom, with what they wrote about it. The visitor never sees the notes. */
export function HandedOver({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const transfers = useTransfers(conversation);
  const done = transfers.data?.filter((transfer) => transfer.state === 'completed') ?? [];
  if (done.length === 0) return null;
  return (
    <div className="sec">
      <div className="sec-h">
        <h2>{t('transfer.handedOver')}</h2>
      </div>
      <ul className="handed">
        {done.map((transfer) => (
          <li key={transfer.id}>
            <p className="small mid">
              {t('transfer.event', { from: transfer.from.displayName, to: transfer.to?.displayName ?? '' })}
              {transfer.endedAt && (
                <time className="mut tabular" dateTime={transfer.endedAt}>
                  {` ${timeOf(transfer.endedAt, language)}`}
                </time>
              )}
            </p>
            {transfer.note && <p style={{ whiteSpace: 'pre-wrap' }}>{transfer.note}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
}
