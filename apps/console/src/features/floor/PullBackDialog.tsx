import { Button, Checkbox, Group } from '@mantine/core';
import { queueRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../shared/ports.ts';
import { Dialog } from '../../shared/ui/index.ts';
import type { RunningWork } from './floor-state.ts';
import { useAct } from './use-act.ts';

/** Asks before a conversation is taken from its agent. */
export function PullBackDialog({ work, name, onClose }: { work: RunningWork; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const { run, busy } = useAct();
  const [mayComeBack, setMayComeBack] = useState(false);
  const agent = work.agent.displayName;
  const pull = async () => {
    const params = { conversationId: work.conversationId };
    if (await run(() => api(queueRoutes.pullBack, { params, body: { mayComeBack } }), t('floor.pulled', { name })))
      onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={t('floor.pullTitle', { name, agent })}>
      <p className="mid" style={{ marginBottom: 12 }}>
        {t(work.medium === 'text' ? 'floor.pullText' : 'floor.pullCall')}
      </p>
      <Checkbox
        label={t('floor.mayComeBack', { agent })}
        checked={mayComeBack}
        onChange={(event) => setMayComeBack(event.currentTarget.checked)}
      />
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button onClick={onClose}>{t('account.cancel')}</Button>
        <Button className="danger" loading={busy} onClick={() => void pull()}>
          {t('floor.pullDo')}
        </Button>
      </Group>
    </Dialog>
  );
}
