import { Drawer, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** Above a drawer that asks a question. */
  readonly above?: boolean;
  readonly children: ReactNode;
}

// Mantine heads its dialogs with a <header>, which inside a dialog would be a second banner of the page.
const plainHead = { component: 'div' } as object;

/** A question in the middle of the page. */
export function Dialog({ opened, onClose, title, above = false, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal.Root opened={opened} onClose={onClose} centered zIndex={above ? 400 : 200}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Header {...plainHead}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('state.close')} />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** A sheet at the side of the page. `bare`: its content brings its own margins. */
export function SideSheet({
  opened,
  onClose,
  title,
  children,
  bare = false,
}: DialogProps & { readonly bare?: boolean }) {
  const { t } = useTranslation();
  return (
    <Drawer.Root opened={opened} onClose={onClose} position="right" size={bare ? 360 : 560}>
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Header {...plainHead}>
          <Drawer.Title>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t('state.close')} />
        </Drawer.Header>
        <Drawer.Body {...(bare ? { p: 0 } : {})}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
