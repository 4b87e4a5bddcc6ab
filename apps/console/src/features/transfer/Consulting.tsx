import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp, IconMessages, IconUsers } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CallId, Transfer } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk, useDeskState } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';

/** While the agents talk: the sender hands over or takes back, the colleague may leave. */
export function Consulting({ transfer, asked }: { transfer: Transfer; asked: boolean }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const navigate = useNavigate();
  const visitor = useVisitorName()(transfer);
  const call = useDeskState((state) => (transfer.callId ? state.calls.get(transfer.callId as CallId) : undefined));
  const waits = call?.held ?? false;
  const text = !call
    ? asked
      ? 'consultedWrites'
      : 'writes'
    : waits
      ? asked
        ? 'consultedText'
        : 'waits'
      : 'together';
  const names = { visitor, name: transfer.to?.displayName ?? '', from: transfer.from.displayName };
  const say = useMutation({
    mutationFn: async (what: 'complete' | 'cancel' | 'leave' | 'together') => {
      const transferId = { transferId: transfer.id };
      if (what === 'together')
        return desk.put(await desk.connection.command('transfer:together', { ...transferId, together: waits }));
      if (what !== 'leave') return desk.put(await desk.connection.command(`transfer:${what}`, transferId));
      await desk.connection.command('transfer:leave', transferId);
      await navigate({ to: '/work' });
    },
    onError: (error) => notifications.show({ color: 'red', message: t(`errors.${failureCode(error)}`) }),
  });
  return (
    <section className="transfer-bar" aria-label={t('transfer.bar.label')}>
      <IconMessages className="icon" aria-hidden />
      <div className="grow">
        <b className="cut" role="status">
          {t(asked ? 'transfer.bar.consulted' : 'transfer.bar.consulting', names)}
        </b>
        <p className="small mut">{asked && transfer.note ? `“${transfer.note}”` : t(`transfer.bar.${text}`, names)}</p>
        {asked && <p className="small mut">{t('transfer.bar.leaveText', names)}</p>}
      </div>
      {asked ? (
        <Button
          disabled={say.isPending}
          aria-description={t('transfer.bar.leaveText', names)}
          onClick={() => say.mutate('leave')}
        >
          {t('transfer.bar.leave')}
        </Button>
      ) : (
        <>
          {call && (
            <Button
              disabled={say.isPending}
              onClick={() => say.mutate('together')}
              leftSection={<IconUsers className="icon s" aria-hidden />}
            >
              {t(waits ? 'transfer.bar.bringTogether' : 'transfer.bar.apart')}
            </Button>
          )}
          <Button
            disabled={say.isPending}
            onClick={() => say.mutate('cancel')}
            leftSection={<IconArrowBackUp className="icon s" aria-hidden />}
          >
            {t('transfer.bar.takeBack')}
          </Button>
          <Button variant="filled" disabled={say.isPending} onClick={() => say.mutate('complete')}>
            {t('transfer.bar.handOver')}
          </Button>
        </>
      )}
    </section>
  );
}
