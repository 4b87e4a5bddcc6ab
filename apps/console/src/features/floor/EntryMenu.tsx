import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconArrowBarToUp, IconFlag, IconUserCheck } from '@tabler/icons-react';
import { type FloorAgent, type QueueEntry, queueRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../shared/ports.ts';
import { AssignDialog } from './AssignDialog.tsx';
import { RowMenu } from './RowMenu.tsx';
import { useAct } from './use-act.ts';

const priorities = [
  { priority: 0, key: 'normal' },
  { priority: 5, key: 'high' },
  { priority: 9, key: 'highest' },
] as const;

/** What a supervisor may do with somebody who waits. */
export function EntryMenu(props: { entry: QueueEntry; name: string; agents: readonly FloorAgent[] }) {
  const { entry, name, agents } = props;
  const { t } = useTranslation();
  const api = useApi();
  const { run } = useAct();
  const [assigning, setAssigning] = useState(false);
  const params = { entryId: entry.id };
  const move = (body: { front: true } | { priority: number }) =>
    void run(() => api(queueRoutes.moveEntry, { params, body }), t('floor.moved', { name }));
  return (
    <>
      <RowMenu label={t('floor.actionsFor', { name })}>
        <Menu.Item leftSection={<IconUserCheck className="icon" aria-hidden />} onClick={() => setAssigning(true)}>
          {t('floor.assign')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowBarToUp className="icon" aria-hidden />}
          disabled={entry.position === 1}
          onClick={() => move({ front: true })}
        >
          {t('floor.toFront')}
        </Menu.Item>
        {entry.state === 'ringing' && (
          <Menu.Item
            leftSection={<IconArrowBackUp className="icon" aria-hidden />}
            onClick={() =>
              void run(() => api(queueRoutes.cancelRinging, { params }), t('floor.ringingStopped', { name }))
            }
          >
            {t('floor.stopRinging')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Label>{t('floor.setPriority')}</Menu.Label>
        {priorities.map(({ priority, key }) => (
          <Menu.Item
            key={key}
            leftSection={<IconFlag className="icon" aria-hidden />}
            disabled={entry.priority === priority}
            onClick={() => move({ priority })}
          >
            {t(`floor.priorities.${key}`)}
          </Menu.Item>
        ))}
      </RowMenu>
      {assigning && <AssignDialog entry={entry} name={name} agents={agents} onClose={() => setAssigning(false)} />}
    </>
  );
}
