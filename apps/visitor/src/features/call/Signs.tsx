import type { Call, Participant, ParticipantId, QualityReason } from '@visavis/protocol';
import { useEffect, useState } from 'preact/hooks';
import { clockDuration, t } from '../../shared/i18n/index.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';
import type { CallSession } from './call-session.ts';
import './signs.css';

function useElapsed(since: string | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return since === null ? 0 : now - Date.parse(since);
}

/** Recording, how long, with whom, and what the other side has switched off. */
export function CallSigns({ call, name, agent }: { call: Call; name: string; agent: Participant | undefined }) {
  const { state } = useVisit();
  const elapsed = useElapsed(call.liveAt);
  if (call.liveAt === null) return null;
  const clock = clockDuration(elapsed);
  return (
    <div class="signs">
      <span class="chip num">
        {call.recording && <i class="rec" />}
        {call.recording ? `${t('call.recording')} ${clock}` : clock}
      </span>
      <span class="chip">{name}</span>
      <div role="status" class="said">
        {agent?.microphone === false && agent.state === 'joined' && (
          <span class="chip">
            <Icon name="mic-off" size="s" />
            {t('call.remote.muted', { name })}
          </span>
        )}
        {call.kind === 'video' && agent?.camera === false && agent.state === 'joined' && (
          <span class="chip">
            <Icon name="video-off" size="s" />
            {t('call.remote.cameraOff', { name })}
          </span>
        )}
        {state.connection.value.status === 'offline' && (
          <span class="chip">
            <Icon name="warn" size="s" />
            {t('offline.call')}
          </span>
        )}
      </div>
    </div>
  );
}

/** The first pictures of a call are always few: only a poor line is worth a word this early. */
const settleMs = 8_000;
const helpedBySoundOnly: readonly QualityReason[] = ['slow_network', 'packet_loss', 'long_delay'];

interface QualityTellProps {
  readonly liveAt: string | null;
  readonly session: CallSession;
  readonly name: string;
  readonly agentId: ParticipantId | undefined;
}

/** A weak line is named, with what still works. Good ones are not talked about. */
export function QualityTell({ session, name, agentId, liveAt }: QualityTellProps) {
  const { state } = useVisit();
  const settled = useElapsed(liveAt) > settleMs;
  const own = session.quality.value;
  const sign = state.quality.value;
  const theirs = sign !== null && sign.participantId === agentId && sign.level === 'poor' ? sign : null;
  const verdict = own.level === 'poor' || (own.level === 'fair' && settled) ? own : theirs;
  return (
    <div role="status" class="tell-place">
      {verdict !== null && (
        <div class={`tell ${verdict.level}`}>
          <Icon name="signal" />
          <p>
            <b>{verdict === own ? t(`quality.${own.level}`) : t('quality.theirs', { name })}</b>
            <span>{t(`quality.why.${verdict.reason}`)}</span>
          </p>
          {verdict === own &&
            own.level === 'poor' &&
            helpedBySoundOnly.includes(own.reason) &&
            session.cameraOn.value && (
              <button class="quiet" type="button" onClick={() => void session.toggleCamera()}>
                {t('call.soundOnly')}
              </button>
            )}
        </div>
      )}
    </div>
  );
}
