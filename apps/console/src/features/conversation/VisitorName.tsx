import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { Conversation } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Vip } from '../../shared/ui/index.ts';
import { NameForm } from '../naming/index.ts';

/** What the visitor is called, changed in place by whoever serves them. */
export function VisitorName({ conversation, mayName }: { conversation: Conversation; mayName: boolean }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const name = useVisitorName()(conversation);
  const [editing, setEditing] = useState(false);
  const given = conversation.visitor.displayName;
  // Everywhere else it comes as a fact; a closed contact gets none.
  const takeName = (displayName: string | null) => {
    const known = desk.state.get().conversations.get(conversation.id) ?? conversation;
    desk.put({ conversation: { ...known, visitor: { ...known.visitor, displayName } } });
  };
  if (editing && mayName)
    return (
      <NameForm visitorId={conversation.visitor.id} given={given} onNamed={takeName} onDone={() => setEditing(false)} />
    );
  return (
    <>
      <div className="name-line">
        <h2>{name}</h2>
        <Vip level={conversation.visitor.vipLevel} />
        {mayName && given !== null && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t('naming.change')}
            title={t('naming.change')}
            onClick={() => setEditing(true)}
          >
            <IconPencil className="icon s" aria-hidden />
          </Button>
        )}
      </div>
      {mayName && given === null && (
        <button type="button" className="link small" onClick={() => setEditing(true)}>
          {t('naming.give')}
        </button>
      )}
    </>
  );
}
