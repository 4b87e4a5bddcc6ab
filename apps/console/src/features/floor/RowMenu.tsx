import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** What may be done with a row. */
export function RowMenu({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Menu position="bottom-end" width={232}>
      <Menu.Target>
        <ActionIcon variant="subtle" size={32} aria-label={label}>
          <IconDots className="icon" aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className="row-menu">{children}</Menu.Dropdown>
    </Menu>
  );
}
