import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { Avatar } from '../../shared/ui/Avatar.tsx';
import type { CallSession } from './call-session.ts';
import type { OtherAgent } from './other-agents.ts';
import './other-agents.css';

/** Further agents who talk with the visitor, small above the bar, each with a name. Their elements play their voices too. */
export function OtherAgents({ session }: { session: CallSession }) {
  const others = session.others.value;
  return (
    <div class="others">
      {others.map((other) => (
        <One key={other.id} other={other} />
      ))}
      <p class="vh" role="status">
        {others.length > 0 && t('call.together', { name: others.map(({ name }) => name).join(', ') })}
      </p>
    </div>
  );
}

function One({ other }: { other: OtherAgent }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = other.stream;
    // The visitor has pressed something on this page by now; where a browser refuses all the same, the next press helps.
    element.play().catch(() => document.addEventListener('pointerdown', () => void element.play(), { once: true }));
  }, [other.stream]);
  return (
    <figure>
      {/* biome-ignore lint/a11y/useMediaCaption: a live person has no caption track */}
      <video class={other.camera ? '' : 'off'} ref={video} autoplay playsInline aria-label={other.name} />
      {!other.camera && <Avatar name={other.name} />}
      <figcaption>{other.name}</figcaption>
    </figure>
  );
}
