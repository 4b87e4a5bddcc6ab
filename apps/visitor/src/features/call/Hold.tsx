import { useEffect, useState } from 'preact/hooks';
import { clockDuration, t } from '../../shared/i18n/index.ts';
import { Avatar } from '../../shared/ui/Avatar.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { startHoldMusic } from './hold-music.ts';
import './hold.css';

const musicKey = 'visavis.hold.music';

/** The visitor waits while the agents talk: who asks whom, that nobody listens meanwhile, and quiet music one can turn off. */
export function Hold({ name }: { name: string }) {
  const [music, setMusic] = useState(() => sessionStorage.getItem(musicKey) !== 'off');
  const [waitedMs, setWaitedMs] = useState(0);
  useEffect(() => {
    if (!music) return undefined;
    return startHoldMusic();
  }, [music]);
  useEffect(() => {
    const since = Date.now();
    const timer = setInterval(() => setWaitedMs(Date.now() - since), 1_000);
    return () => clearInterval(timer);
  }, []);
  const toggle = () => {
    sessionStorage.setItem(musicKey, music ? 'off' : 'on');
    setMusic(!music);
  };
  return (
    <div class="hold">
      <div class="hold-face" aria-hidden="true">
        <i />
        <i />
        <Avatar name={name} size="xl" />
      </div>
      <div role="status">
        <p class="q">{t('hold.title', { name })}</p>
        <p class="lead">{t('hold.text')}</p>
      </div>
      <p class="num hold-time" aria-hidden="true">
        {clockDuration(waitedMs)}
      </p>
      <button class="btn" type="button" aria-pressed={music} onClick={toggle}>
        <Icon name="speaker" />
        {t(music ? 'hold.music.off' : 'hold.music.on')}
      </button>
    </div>
  );
}
