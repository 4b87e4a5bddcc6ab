import { Button, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type Lookup, lookupRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChannels } from '../../shared/admin/index.ts';
import { failureCode } from '../../shared/api/index.ts';
import { attributesOf } from '../../shared/attributes.ts';
import { useApi } from '../../shared/ports.ts';
import { AttributesInput } from '../../shared/ui/index.ts';

/** Asks the business system about a made-up visitor and says what it answered. */
export function TryLookup({ lookup, dirty }: { lookup: Lookup; dirty: boolean }) {
  const { t } = useTranslation();
  const api = useApi();
  const channels = useChannels();
  const [channelId, setChannelId] = useState<string | null>(null);
  const [attributes, setAttributes] = useState<string[]>([]);
  const chosen = channelId ?? channels.data?.[0]?.id ?? null;
  const ask = useMutation({
    mutationFn: () =>
      api(lookupRoutes.tryLookup, {
        params: { lookupId: lookup.id },
        body: { channelId: chosen, attributes: attributesOf(attributes) },
      }),
  });
  const { data } = ask;
  return (
    <div className="form-sec">
      <h3>{t('systems.try')}</h3>
      <p className="small mut">{t(dirty ? 'systems.tryDirty' : 'systems.tryHint')}</p>
      <div className="form-two">
        <Select
          label={t('ruleTry.channel')}
          data={(channels.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
          value={chosen}
          allowDeselect={false}
          onChange={setChannelId}
        />
        <AttributesInput
          label={t('ruleTry.attributes')}
          placeholder={attributes.length === 0 ? t('ruleTry.attributesExample') : ''}
          value={attributes}
          onChange={setAttributes}
        />
      </div>
      <div>
        <Button disabled={chosen === null} loading={ask.isPending} onClick={() => ask.mutate()}>
          {t('systems.ask')}
        </Button>
      </div>
      <div role="status">
        {data && (
          <p>
            <span className={data.outcome === 'agent' ? 'tag ok' : data.outcome === 'nobody' ? 'tag' : 'tag stop'}>
              {t(`systems.outcome.${data.outcome}`, { name: data.agent?.displayName ?? '' })}
            </span>{' '}
            <span className="small mut tabular">
              {data.status === null
                ? t('systems.took', { ms: data.tookMs })
                : t('systems.tookStatus', { ms: data.tookMs, status: data.status })}
            </span>
          </p>
        )}
        {ask.isError && <p className="coral small">{t(`errors.${failureCode(ask.error)}`)}</p>}
      </div>
    </div>
  );
}
