import { Button } from '@mantine/core';
import { IconArchive, IconArrowBackUp, IconPencil } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface NamedRowProps {
  readonly name: string;
  readonly retired: boolean;
  /** How deep in the tree, 0 at the top. */
  readonly depth?: number;
  readonly note?: string | undefined;
  readonly onRename: () => void;
  readonly onRetire: (retired: boolean) => void;
  readonly children?: ReactNode;
}

/** One entry of a list that is renamed and retired, never deleted. */
export function NamedRow({ name, retired, depth = 0, note, onRename, onRetire, children }: NamedRowProps) {
  const { t } = useTranslation();
  return (
    <li className="named-row" style={{ paddingInlineStart: depth * 24 }}>
      <span className={retired ? 'grow cut mut' : 'grow cut'}>
        {name}
        {note && <span className="small mut"> · {note}</span>}
        {retired && (
          <span className="tag line" style={{ marginInlineStart: 8 }}>
            {t('endings.retired')}
          </span>
        )}
      </span>
      {children}
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={t('endings.rename', { name })}
        leftSection={<IconPencil className="icon s" aria-hidden />}
        onClick={onRename}
      >
        {t('endings.renameWord')}
      </Button>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={t(retired ? 'endings.bringBack' : 'endings.retire', { name })}
        leftSection={
          retired ? <IconArrowBackUp className="icon s" aria-hidden /> : <IconArchive className="icon s" aria-hidden />
        }
        onClick={() => onRetire(!retired)}
      >
        {t(retired ? 'endings.bringBackWord' : 'endings.retireWord')}
      </Button>
    </li>
  );
}
