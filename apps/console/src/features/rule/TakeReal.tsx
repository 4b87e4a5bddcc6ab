import { Menu } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type Conversation, conversationRoutes, type MadeUpVisitor, visitorRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useApi } from '../../shared/ports.ts';

type Taken = Omit<MadeUpVisitor, 'at'>;

/** Fills the made-up visitor with somebody who was really here. */
export function TakeReal({ onTake }: { onTake: (visitor: Taken) => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const language = useLanguage();
  const nameOf = useVisitorName();
  const [open, setOpen] = useState(false);
  const recent = useQuery({
    queryKey: ['conversations', 'recent'],
    enabled: open,
    queryFn: async () =>
      (await api(conversationRoutes.listConversations, { query: { scope: 'all', limit: 10 } })).conversations,
  });
  const take = useMutation({
    mutationFn: async ({ visitor, channel, medium }: Conversation): Promise<Taken> => {
      const { profile } = await api(visitorRoutes.getVisitorProfile, { params: { visitorId: visitor.id } });
      return {
        channelId: channel.id,
        medium,
        language: profile.language,
        vipLevel: profile.vipLevel,
        attributes: profile.attributes,
        tags: profile.tags,
        servedBy: [...new Set(profile.servedBy.map((one) => one.agentId))],
      };
    },
    onSuccess: onTake,
  });
  const failed = recent.error ?? take.error;
  return (
    <>
      <Menu position="bottom-end" width={320} withinPortal opened={open} onChange={setOpen}>
        <Menu.Target>
          <button type="button" className="link small">
            {t('ruleTry.real')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {recent.isPending && <Menu.Label>{t('state.loading')}</Menu.Label>}
          {recent.data?.length === 0 && <Menu.Label>{t('ruleTry.realNone')}</Menu.Label>}
          {recent.data?.map((conversation) => (
            <Menu.Item key={conversation.id} onClick={() => take.mutate(conversation)}>
              {nameOf(conversation)}
              <span className="small mut block">
                {[
                  conversation.channel.name,
                  t(`medium.${conversation.medium}`),
                  momentOf(conversation.createdAt, language),
                ].join(t('joined.comma'))}
              </span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {failed && (
        <span className="coral small" role="alert">
          {t(`errors.${failureCode(failed)}`)}
        </span>
      )}
    </>
  );
}
