import type { Medium, PublicChannel } from '@visavis/protocol';
import { useEffect, useId } from 'preact/hooks';
import { language, t } from '../../shared/i18n/index.ts';
import { Failure } from '../../shared/ui/Failure.tsx';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';
import { closedSentence } from '../waiting/index.ts';
import './welcome.css';

const media = ['video', 'voice', 'text'] as const;
const icons = { video: 'video', voice: 'voice', text: 'write' } as const;
/** Somebody may have come or gone since the page was opened. */
const refreshMs = 20_000;

/** Whoever is there comes also outside the hours. */
const isClosed = ({ attendance, opensAt }: PublicChannel): boolean => attendance !== 'here' && opensAt !== null;

function headline(channel: PublicChannel): string {
  if (isClosed(channel)) return closedSentence(channel.opensAt);
  return t(`welcome.${({ here: 'open', busy: 'busy', away: 'nobody' } as const)[channel.attendance]}`);
}

function situation(channel: PublicChannel): string {
  if (isClosed(channel)) return '';
  if (channel.attendance === 'away') return t('welcome.nobody.do');
  if (channel.waiting === 0) return t(channel.attendance === 'here' ? 'welcome.open.free' : 'welcome.busy.do');
  return channel.waiting === 1
    ? t('welcome.open.waiting.one')
    : t('welcome.open.waiting.many', { count: channel.waiting });
}

/** The whole card presses the button; the explanation describes it and is not part of its name. */
function Choice({ medium, onChoose }: { medium: Medium; onChoose: () => void }) {
  const id = useId();
  return (
    <div class="choice">
      <span class="tile">
        <Icon name={icons[medium]} size="l" />
      </span>
      <div class="words">
        <button type="button" aria-describedby={id} onClick={onChoose}>
          {t(`medium.${medium}`)}
        </button>
        <p id={id}>{t(`medium.${medium}.why`)}</p>
      </div>
      <Icon name="next" />
    </div>
  );
}

export function Welcome() {
  const { visit, state, actions, host } = useVisit();
  const channel = state.channel.value;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void visit.refreshChannel();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [visit]);
  if (channel === null) return null;
  const greeting = channel.greeting[language.value];
  return (
    <Frame name="welcome" wide brand={channel.brand[language.value]} onClose={host.close}>
      <Question>{t('welcome.question')}</Question>
      {greeting !== '' && <p class="lead">{greeting}</p>}
      <p class={channel.attendance === 'here' ? 'open' : 'open shut'} role="status">
        <span>
          <b>{headline(channel)}</b> {situation(channel)}
        </span>
      </p>
      <div class="choices">
        {media
          .filter((medium) => channel.media.includes(medium))
          .map((medium) => (
            <Choice key={medium} medium={medium} onChoose={() => actions.choose(medium)} />
          ))}
      </div>
      <Failure code={state.failure.value} />
      {channel.mediaUnavailable && <p class="note media-down">{t('welcome.mediaDown')}</p>}
      <p class="note fine">{t('welcome.note')}</p>
    </Frame>
  );
}
