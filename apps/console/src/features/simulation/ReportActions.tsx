import { Button, Menu } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import type { Simulation, SimulationReport } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { DeleteQuestion } from '../../shared/admin/index.ts';
import { download, downloadJson } from '../../shared/download.ts';
import { csvOf } from './report-file.ts';

interface ReportActionsProps {
  readonly simulation: Simulation;
  readonly report: SimulationReport;
  readonly names: readonly string[];
  readonly remove: () => Promise<unknown>;
  readonly onDeleted: () => void;
}

/** What one does with a report: onto paper, into a file, away. */
export function ReportActions({ simulation, report, names, remove, onDeleted }: ReportActionsProps) {
  const { t } = useTranslation();
  const file = `visavis-simulation-${simulation.createdAt.slice(0, 10)}`;
  return (
    <div className="flex sim-acts">
      <Button leftSection={<IconPrinter className="icon s" aria-hidden />} onClick={() => window.print()}>
        {t('simulator.print')}
      </Button>
      <Menu position="bottom-end" width={200} withinPortal>
        <Menu.Target>
          <Button leftSection={<IconDownload className="icon s" aria-hidden />}>{t('simulator.save')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => download(`${file}.csv`, 'text/csv', csvOf(report, names))}>
            {t('simulator.saveCsv')}
          </Menu.Item>
          <Menu.Item onClick={() => downloadJson(`${file}.json`, simulation)}>{t('simulator.saveJson')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteQuestion
        label={t('simulator.delete')}
        title={t('simulator.deleteTitle')}
        text={t('simulator.deleteText')}
        remove={remove}
        onDeleted={onDeleted}
      />
    </div>
  );
}
