import { useTranslation } from 'react-i18next';

/** The VIP level beside a visitor's name, the same wherever a name shows. Nothing for those who have none. */
export function Vip({ level }: { level: number | undefined }) {
  const { t } = useTranslation();
  if (!level) return null;
  return (
    <span className="vip" title={t('vip.title', { level })}>
      {t('vip.badge', { level })}
    </span>
  );
}
