import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Failed, TableBones } from '../ui/index.ts';

interface AdminPageProps {
  readonly title: string;
  readonly lead: string;
  readonly add: string;
  readonly onAdd: (() => void) | null;
  readonly query: { readonly isPending: boolean; readonly error: unknown; readonly refetch: () => unknown };
  readonly columns: number;
  readonly children: ReactNode;
}

/** Title, what it is for, a way to add, and the table below. */
export function AdminPage(props: AdminPageProps) {
  const { query } = props;
  return (
    <main className="page" id="content">
      <div className="page-in">
        <div className="page-head">
          <div className="grow">
            <h1>{props.title}</h1>
            <p className="mut">{props.lead}</p>
          </div>
          <Button
            variant="filled"
            disabled={props.onAdd === null}
            onClick={() => props.onAdd?.()}
            leftSection={<IconPlus className="icon s" aria-hidden />}
          >
            {props.add}
          </Button>
        </div>
        {query.isPending && <TableBones rows={5} columns={props.columns} />}
        {query.error ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
        {!query.isPending && !query.error && props.children}
      </div>
    </main>
  );
}
