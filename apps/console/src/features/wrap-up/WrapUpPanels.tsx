import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { WrapUp } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, useDeskState } from '../../shared/desk/index.ts';
import { clockOf } from '../../shared/format.ts';
import { useVisitorName } from '../../shared/names.ts';
import { MediumIcon, useNow } from '../../shared/ui/index.ts';
import { NameForm } from '../naming/index.ts';
import { EndingFields } from './EndingFields.tsx';
import { useSavedEnding } from './use-saved-ending.ts';

/** The contacts that are closed and still open for notes; the one that ends first comes first. */
export function WrapUpPanels() {
  const wrapUps = useDeskState((desk) => desk.wrapUps);
  const inOrder = wrapUps.toSorted((a, b) => a.endsAt.localeCompare(b.endsAt));
  return (
    <>
      {inOrder.map((wrapUp) => (
        <WrapUpPanel key={wrapUp.conversationId} wrapUp={wrapUp} />
      ))}
    </>
  );
}

function WrapUpPanel({ wrapUp }: { wrapUp: WrapUp }) {
  const { t } = useTranslation();
  const wrapping = useDeskState((desk) => desk.presence?.state === 'wrap_up');
  const desk = useDesk();
  const now = useNow();
  const [naming, setNaming] = useState(false);
  const name = useVisitorName()(wrapUp);
  const { words, setWords, state, problem, done, finishing } = useSavedEnding(wrapUp);
  const leftMs = Date.parse(wrapUp.endsAt) - now;
  const totalMs = Date.parse(wrapUp.endsAt) - Date.parse(wrapUp.startedAt);
  const heading = `finish-${wrapUp.conversationId}`;
  if (leftMs <= 0) return null;
  // The contact itself is closed and told no more; the panel is, also when somebody else gives the name.
  const takeName = (displayName: string | null) => {
    const known = desk.state.get().conversations.get(wrapUp.conversationId);
    if (known) desk.put({ conversation: { ...known, visitor: { ...known.visitor, displayName } } });
  };
  return (
    <section className="finish" aria-labelledby={heading}>
      <header>
        <MediumIcon medium={wrapUp.medium} />
        <h2 className="grow cut" id={heading}>
          {t('after.title', { name })}
        </h2>
        {!naming && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t(wrapUp.visitorName === null ? 'naming.giveTo' : 'naming.changeOf', { name })}
            title={t(wrapUp.visitorName === null ? 'naming.give' : 'naming.change')}
            onClick={() => setNaming(true)}
          >
            <IconPencil className="icon s" aria-hidden />
          </Button>
        )}
        <span className="tabular mid">{t('after.left', { clock: clockOf(leftMs) })}</span>
      </header>
      <progress
        className="finish-left"
        max={totalMs}
        value={Math.max(0, leftMs)}
        aria-label={t('after.leftSaid', { name })}
      />
      <div className="finish-fields">
        {naming && (
          <NameForm
            visitorId={wrapUp.visitorId}
            given={wrapUp.visitorName}
            onNamed={takeName}
            onDone={() => setNaming(false)}
          />
        )}
        <EndingFields conversationId={wrapUp.conversationId} value={words} onChange={setWords} noteRows={3} />
      </div>
      {problem && (
        <p className="coral small" role="alert">
          {t(`errors.${problem}`)}
        </p>
      )}
      <footer>
        <p className="small mut grow">
          {t(wrapping ? 'after.hint' : 'after.hintOff')} <span role="status">{state && t(`after.${state}`)}</span>
        </p>
        <Button variant="filled" loading={finishing} aria-label={t('after.doneFor', { name })} onClick={done}>
          {t('after.done')}
        </Button>
      </footer>
    </section>
  );
}
