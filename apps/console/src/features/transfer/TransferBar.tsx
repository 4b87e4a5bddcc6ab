import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp, IconArrowForwardUp, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Conversation, Transfer } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { openTransferOf, returnedTransfers, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { useNow } from '../../shared/ui/index.ts';
import { Consulting } from './Consulting.tsx';
import { useReturnedWords } from './use-returned-words.ts';

/** Under the head of a conversation: the transfer that runs, or the one that came back. */
export function TransferBar({ conversation }: { conversation: Conversation }) {
  const { me } = useDesk();
  const state = useDeskState();
  const open = openTransferOf(state, conversation.id);
  if (open?.state === 'consulting') return <Consulting transfer={open} asked={open.to?.agentId === me.id} />;
  if (open && open.from.agentId === me.id) return <Running transfer={open} />;
  const returned = returnedTransfers(state, me.id).findLast((one) => one.conversationId === conversation.id);
  return returned ? <Returned transfer={returned} /> : null;
}

function Running({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const now = useNow(500);
  const back = useMutation({
    mutationFn: () => desk.connection.command('transfer:cancel', { transferId: transfer.id }),
    onSuccess: (answer) => {
      desk.put(answer);
      desk.dismissTransfer(transfer.id);
    },
    onError: (error) => notifications.show({ color: 'red', message: t(`errors.${failureCode(error)}`) }),
  });
  const leftMs = transfer.dueAt ? Date.parse(transfer.dueAt) - now : 0;
  const searching = transfer.groupName
    ? t('transfer.bar.searchingGroup', { group: transfer.groupName })
    : t('transfer.bar.searching');
  return (
    <section className="transfer-bar" aria-label={t('transfer.bar.label')}>
      <IconArrowForwardUp className="icon" aria-hidden />
      <div className="grow">
        <p className="flex">
          <b className="cut" role="status">
            {transfer.state === 'ringing'
              ? t(transfer.mode === 'consult' ? 'transfer.bar.asking' : 'transfer.bar.ringing', {
                  name: transfer.to?.displayName ?? '',
                })
              : searching}
          </b>
          <span className="mut tabular">
            {t('transfer.bar.seconds', { count: Math.max(0, Math.ceil(leftMs / 1000)) })}
          </span>
        </p>
        <p className="small mut cut">{t('transfer.bar.keep')}</p>
      </div>
      <Button
        loading={back.isPending}
        onClick={() => back.mutate()}
        leftSection={<IconArrowBackUp className="icon s" aria-hidden />}
      >
        {t('transfer.bar.takeBack')}
      </Button>
    </section>
  );
}

function Returned({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const words = useReturnedWords();
  return (
    <section className="transfer-bar back" aria-label={t('transfer.bar.label')}>
      <IconArrowBackUp className="icon" aria-hidden />
      <p className="grow" role="status">
        {words(transfer)}
      </p>
      <Button
        variant="subtle"
        onClick={() => desk.dismissTransfer(transfer.id)}
        leftSection={<IconX className="icon s" aria-hidden />}
      >
        {t('transfer.dismiss')}
      </Button>
    </section>
  );
}
