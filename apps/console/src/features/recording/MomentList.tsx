import {
  IconArrowsHorizontal,
  IconFile,
  IconLock,
  IconMessage,
  IconPhone,
  IconPhoneOff,
  IconUserOff,
  IconUsers,
  IconVideo,
} from '@tabler/icons-react';
import type { Recording } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../shared/format.ts';
import { useVisitorName } from '../../shared/names.ts';
import { currentMoment, type Moment } from './moments.ts';
import type { Player } from './use-player.ts';
import { useTrackName } from './use-track-name.ts';

interface MomentListProps {
  readonly recording: Recording;
  readonly moments: readonly Moment[];
  readonly player: Player;
}

export function MomentList({ recording, moments, player }: MomentListProps) {
  const { t } = useTranslation();
  const current = currentMoment(moments, player.atMs);
  return (
    <>
      <div className="pane-head">
        <h2>{t('player.moments')}</h2>
        <span className="n">{moments.length}</span>
      </div>
      <ol className="rows moments">
        {moments.map((moment) => (
          <li key={moment.key} className={moment.kind === 'gap' ? 'amber' : moment.kind === 'note' ? 'inner' : ''}>
            <button
              type="button"
              aria-current={moment === current ? 'true' : undefined}
              onClick={() => player.seek(moment.atMs)}
            >
              <time>{clockOf(moment.atMs)}</time>
              <MomentText moment={moment} recording={recording} />
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

function MomentText({ moment, recording }: { moment: Moment; recording: Recording }) {
  const { t } = useTranslation();
  const trackName = useTrackName(recording);
  const nameOf = useVisitorName();
  if (moment.kind === 'begin' || moment.kind === 'end') {
    const Begin = recording.kind === 'video' ? IconVideo : IconPhone;
    const Icon = moment.kind === 'begin' ? Begin : IconPhoneOff;
    return (
      <>
        <Icon className="icon" aria-hidden />
        <b>{t(moment.kind === 'begin' ? 'player.begins' : 'player.ends')}</b>
      </>
    );
  }
  if (moment.kind === 'gap') {
    const length = clockOf(moment.gap.toMs - moment.gap.fromMs);
    return (
      <>
        <IconArrowsHorizontal className="icon" aria-hidden />
        <span>
          <b>{t('player.gapMoment', { length })}</b> {t('player.gapIn', { track: trackName(moment.track) })}
          {t('joined.comma')}
          {t(`player.gapReason.${moment.gap.reason}`)}
        </span>
      </>
    );
  }
  if (moment.kind === 'consultation') {
    return (
      <>
        <IconUsers className="icon" aria-hidden />
        <span className="whole">
          <b>{t('player.consultationMoment', { length: clockOf(moment.toMs - moment.atMs) })}</b>
          {t('joined.comma')}
          {t('player.gapReason.consultation')}
        </span>
      </>
    );
  }
  if (moment.kind === 'outside') {
    return (
      <>
        <IconUserOff className="icon" aria-hidden />
        <span>
          {t('player.outside', {
            name: moment.track.side === 'visitor' ? nameOf(recording) : (moment.track.displayName ?? ''),
            length: clockOf(moment.toMs - moment.atMs),
          })}
        </span>
      </>
    );
  }
  if (moment.kind === 'note') {
    const { author, text } = moment.note;
    return (
      <>
        <IconLock className="icon" aria-hidden />
        <span>
          <b>{author.displayName}</b>
          <span className="inner-word">{t('note.word')}</span> {text}
        </span>
      </>
    );
  }
  const { author, body } = moment.message;
  const name = author.kind === 'agent' ? author.displayName : nameOf(recording);
  const Icon = body.kind === 'file' ? IconFile : IconMessage;
  return (
    <>
      <Icon className="icon" aria-hidden />
      <span>
        <b>{name}</b> {body.kind === 'text' && `“${body.text}”`}
        {body.kind === 'file' && t('player.fileSent', { name: body.file.name })}
      </span>
    </>
  );
}
