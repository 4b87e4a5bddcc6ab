import { Button, Drawer, Group, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

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
      <Drawer opened onClose={leave} title={title} size={560}>
        {children({ close: leave, setDirty })}
      </Drawer>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('admin.leaveTitle')} zIndex={400}>
        <Group justify="flex-end" gap="xs">
          <Button onClick={() => setAsking(false)}>{t('admin.leaveNo')}</Button>
          <Button className="danger" onClick={onClose}>
            {t('admin.leaveYes')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
