import { Button, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ListTableProps {
  /** What the table lists: its name for those who do not see it. */
  readonly label: string;
  readonly columns: readonly string[];
  /** True when the last cell of each row holds what can be done with it. */
  readonly actions?: boolean;
  /** One `Table.Tr` for each line. */
  readonly children: ReactNode;
}

/** The table of a page that lists things: it scrolls sideways inside its box where it is too wide. */
export function ListTable({ label, columns, actions = false, children }: ListTableProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls sideways and has to be reachable by keyboard
    <section className="table-box" tabIndex={0} aria-label={label}>
      <Table verticalSpacing={9} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
            {actions && (
              <Table.Th>
                <span className="sr">{t('admin.actions')}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </section>
  );
}

/** "Edit", named in full for those who do not see the row. */
export function EditButton({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button size="compact-sm" aria-label={t('admin.edit', { name })} onClick={onClick}>
      {t('admin.edit', { name: '' }).trim()}
    </Button>
  );
}
