import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailureCode } from '../api/index.ts';

interface FormFootProps {
  readonly problem: FailureCode | null;
  readonly saving: boolean;
  readonly isNew: boolean;
  readonly onCancel: () => void;
  /** Throws away what was typed and shows what is stored now. */
  readonly onLoadAgain: () => void;
  readonly children?: ReactNode;
}

/** Save and cancel, with what stands in the way; a change by somebody else is explained and can be loaded. */
export function FormFoot({ problem, saving, isNew, onCancel, onLoadAgain, children }: FormFootProps) {
  const { t } = useTranslation();
  return (
    <div className="form-end">
      {problem === 'version_conflict' && (
        <div className="problem" role="alert">
          <b>{t('admin.conflictTitle')}</b>
          <span>{t('admin.conflictText')}</span>
          <Button size="compact-sm" onClick={onLoadAgain}>
            {t('admin.loadAgain')}
          </Button>
        </div>
      )}
      {problem !== null && problem !== 'version_conflict' && (
        <p className="problem" role="alert">
          {t(`errors.${problem}`)}
        </p>
      )}
      <div className="form-foot">
        {children}
        <span className="grow" />
        <Button onClick={onCancel}>{t('admin.cancel')}</Button>
        <Button type="submit" variant="filled" loading={saving}>
          {t(isNew ? 'admin.create' : 'admin.save')}
        </Button>
      </div>
    </div>
  );
}
