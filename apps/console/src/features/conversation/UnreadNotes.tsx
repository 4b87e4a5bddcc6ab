import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** The lock and the colour of notes, so that nobody takes it for words of the visitor. */
export function UnreadNotes({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <span className="unread inner" role="img" aria-label={t('list.unreadNotes', { count })}>
      <IconLock className="icon" aria-hidden />
      {count}
    </span>
  );
}
