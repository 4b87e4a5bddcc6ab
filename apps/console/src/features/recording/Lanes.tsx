import { IconFile, IconLock, IconMessage } from '@tabler/icons-react';
import type { Recording, RecordingTrack } from '@visavis/protocol';
import type { CSSProperties, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../shared/format.ts';
import { axisMarks, type Moment, wavePath } from './moments.ts';
import type { Player } from './use-player.ts';
import { useTrackName } from './use-track-name.ts';

interface LanesProps {
  readonly recording: Recording;
  readonly moments: readonly Moment[];
  readonly player: Player;
  readonly totalMs: number;
}

const place = (from: number, length: number): CSSProperties =>
  ({ '--a': `${from * 100}%`, '--w': `${Math.max(0, length) * 100}%` }) as CSSProperties;
const laneOrder = (track: RecordingTrack) => (track.kind === 'video' ? 0 : 2) + (track.side === 'visitor' ? 0 : 1);

/** The call drawn along its time: a lane per track, gaps hatched and named, chat at its moment. A click goes there. */
export function Lanes({ recording, moments, player, totalMs }: LanesProps) {
  const { t } = useTranslation();
  const trackName = useTrackName(recording);
  const share = Math.min(1, player.atMs / totalMs);
  const seekAt = (event: MouseEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    player.seek(((event.clientX - box.left) / box.width) * totalMs);
  };
  const tracks = recording.tracks.toSorted((a, b) => laneOrder(a) - laneOrder(b));
  const chat = moments.filter((moment) => moment.kind === 'message' || moment.kind === 'note');
  return (
    <section className="lanes" aria-label={t('player.lanes')}>
      <span className="axis" />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the slider below does the same for keyboards */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the slider below does the same for keyboards */}
      <div className="axis seekable" onClick={seekAt}>
        {axisMarks(totalMs).map((at) => (
          <time key={at} style={{ left: `${(at / totalMs) * 100}%` }}>
            {clockOf(at)}
          </time>
        ))}
      </div>
      {tracks.map((track) => (
        <Lane key={track.id} name={trackName(track)} track={track} share={share} totalMs={totalMs} seekAt={seekAt} />
      ))}
      <span>{t('player.chat')}</span>
      <div>
        {chat.map((moment) => {
          const { Icon, words } = pinOf(moment);
          return (
            <button
              key={moment.key}
              type="button"
              className={`pin${moment.kind === 'note' ? ' inner' : ''}${moment.atMs <= player.atMs ? ' heard' : ''}`}
              style={place(moment.atMs / totalMs, 0)}
              aria-label={[clockOf(moment.atMs), moment.kind === 'note' && t('note.word'), words]
                .filter(Boolean)
                .join(t('joined.comma'))}
              title={words}
              onClick={() => player.seek(moment.atMs)}
            >
              <Icon className="icon" aria-hidden />
            </button>
          );
        })}
      </div>
      <i className="head-line" style={{ '--p': share } as CSSProperties}>
        <b style={{ fontStyle: 'normal' }}>{clockOf(player.atMs)}</b>
      </i>
      <input
        className="sr"
        type="range"
        aria-label={t('player.position')}
        aria-valuetext={clockOf(player.atMs)}
        min={0}
        max={Math.round(totalMs / 1000)}
        value={Math.round(player.atMs / 1000)}
        onChange={(event) => player.seek(Number(event.currentTarget.value) * 1000)}
      />
    </section>
  );
}

const pinOf = (moment: Extract<Moment, { kind: 'message' | 'note' }>) => {
  if (moment.kind === 'note') return { Icon: IconLock, words: moment.note.text };
  const { body } = moment.message;
  if (body.kind === 'file') return { Icon: IconFile, words: body.file.name };
  return { Icon: IconMessage, words: body.kind === 'text' ? body.text : '' };
};

/** How much of the lane the words beside a gap need. */
const labelShare = 0.24;

interface LaneProps {
  readonly name: string;
  readonly track: RecordingTrack;
  readonly share: number;
  readonly totalMs: number;
  readonly seekAt: (event: MouseEvent<HTMLDivElement>) => void;
}

function Lane({ name, track, share, totalMs, seekAt }: LaneProps) {
  const { t } = useTranslation();
  const from = track.offsetMs / totalMs;
  const to = Math.min(1, (track.offsetMs + track.durationMs) / totalMs);
  return (
    <>
      <span className="cut" title={name}>
        {name}
      </span>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the slider below does the same for keyboards */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the slider below does the same for keyboards */}
      <div className="seekable" onClick={seekAt}>
        {track.levels ? (
          <svg className="wave" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">
            <path className="heard" d={wavePath(track.levels, 0, share)} />
            <path d={wavePath(track.levels, share, 1.01)} />
          </svg>
        ) : (
          <>
            <i className="span" style={place(from, to - from)} />
            <i className="span heard" style={place(from, Math.min(share, to) - from)} />
          </>
        )}
        {track.gaps.map((gap, index) => {
          const begin = gap.fromMs / totalMs;
          const end = gap.toMs / totalMs;
          const label = t(gap.reason === 'consultation' ? 'player.consultation' : 'player.gap', {
            length: clockOf(gap.toMs - gap.fromMs),
          });
          const title = [label, t(`player.gapReason.${gap.reason}`)].join(t('joined.comma'));
          const within = end - begin > labelShare;
          const right = !within && end > 0.72;
          const before = track.gaps[index - 1];
          // The words of the one before may stand on this side of it.
          const room =
            within ||
            (right
              ? begin - (before?.toMs ?? 0) / totalMs > (before ? 2 : 1) * labelShare
              : (track.gaps[index + 1]?.fromMs ?? totalMs * 2) / totalMs - end > labelShare);
          const side = within ? ' inside' : right ? ' left' : '';
          return (
            <span key={gap.fromMs}>
              <i className={`gapband ${gap.reason}`} style={place(begin, end - begin)} title={title} />
              {track.kind === 'video' && gap.toMs - gap.fromMs >= 1000 && room && gap.reason !== 'not_in_call' && (
                <span className={`gaplabel ${gap.reason}${side}`} style={place(within || right ? begin : end, 0)}>
                  {label}
                </span>
              )}
            </span>
          );
        })}
      </div>
    </>
  );
}
