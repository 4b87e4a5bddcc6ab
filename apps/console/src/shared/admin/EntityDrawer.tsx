import { Button, Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, SideSheet } from '../ui/index.ts';

/** What a form inside the drawer may do with it. */
export interface DrawerWays {
  readonly close: () => void;
  /** The form tells whether closing would lose something. */
  readonly setDirty: (dirty: boolean) => void;
}

interface EntityDrawerProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: (ways: DrawerWays) => ReactNode;
}

/** A drawer that asks before it throws away what was typed. */
export function EntityDrawer({ title, onClose, children }: EntityDrawerProps) {
  const { t } = useTranslation();
  const [dirty, setDirty] = useState(false);
  const [asking, setAsking] = useState(false);
  const leave = () => (dirty ? setAsking(true) : onClose());
  return (
    <>
      <SideSheet opened onClose={leave} title={title}>
        {children({ close: leave, setDirty })}
      </SideSheet>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('admin.leaveTitle')} above>
        <Group justify="flex-end" gap="xs">
          <Button onClick={() => setAsking(false)}>{t('admin.leaveNo')}</Button>
          <Button className="danger" onClick={onClose}>
            {t('admin.leaveYes')}
          </Button>
        </Group>
      </Dialog>
    </>
  );
}
