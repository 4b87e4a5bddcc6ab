import { Button } from '@mantine/core';
import {
  IconArrowLeft,
  IconClock,
  IconMessage,
  IconMoodEmpty,
  IconPlayerRecord,
  IconRefresh,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  conversationRoutes,
  internalNoteRoutes,
  type Recording,
  type RecordingId,
  recordingRoutes,
} from '@visavis/protocol';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { routeUrl } from '../../shared/api/index.ts';
import { dateOf, timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useApi } from '../../shared/ports.ts';
import { Failed, Nothing, RowBones, TimelineBones } from '../../shared/ui/index.ts';
import { Controls } from './Controls.tsx';
import { Lanes } from './Lanes.tsx';
import { MomentList } from './MomentList.tsx';
import { agentSeenAt, consultationsOf, lengthOf, momentsOf } from './moments.ts';
import { RecordingFacts } from './RecordingFacts.tsx';
import { RecordingState } from './RecordingState.tsx';
import { usePlayer } from './use-player.ts';
import { useRecording, useRetryRecording } from './use-recordings.ts';

export function PlayerPage({ recordingId }: { recordingId: RecordingId }) {
  const recording = useRecording(recordingId);
  if (recording.isPending) {
    return (
      <div className="three play">
        <div className="pane">
          <RowBones count={6} />
        </div>
        <main className="pane mid-pane" id="content">
          <TimelineBones />
        </main>
        <div className="pane" />
      </div>
    );
  }
  if (recording.isError) {
    return (
      <main className="page" id="content">
        <Failed error={recording.error} retry={() => void recording.refetch()} />
      </main>
    );
  }
  return recording.data.state === 'ready' ? (
    <Playable recording={recording.data} />
  ) : (
    <NotYet recording={recording.data} />
  );
}

function Head({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = useVisitorName()(recording);
  const range = [recording.startedAt, recording.endedAt]
    .filter((at) => at !== null)
    .map((at) => timeOf(at, language))
    .join('–');
  const agent = recording.agent ? ` · ${t('player.with', { name: recording.agent.displayName })}` : '';
  return (
    <div className="conv-head">
      <div className="grow">
        <h1 className="cut">{name}</h1>
        <p className="small mut cut tabular">
          {t(`events.call.${recording.kind}`)} ·{' '}
          {[dateOf(recording.startedAt, language), range].join(t('joined.comma'))}
          {agent}
        </p>
      </div>
      <Link to="/recordings" className="link">
        <IconArrowLeft className="icon s" aria-hidden />
        {t('player.back')}
      </Link>
      <Link to="/work/$conversationId" params={{ conversationId: recording.conversationId }} className="link">
        <IconMessage className="icon s" aria-hidden />
        {t('player.toConversation')}
      </Link>
    </div>
  );
}

/** Every page of what was written in the conversation; the player shows what falls into its own time. */
async function allOf<T extends { readonly seq: number }>(
  load: (afterSeq: number) => Promise<{ readonly found: readonly T[]; readonly lastSeq: number }>,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await load(all.at(-1)?.seq ?? 0);
    all.push(...page.found);
    if (page.found.length === 0 || (all.at(-1)?.seq ?? 0) >= page.lastSeq) return all;
  }
}

function Playable({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const api = useApi();
  const film = useRef<HTMLVideoElement>(null);
  const totalMs = lengthOf(recording);
  const player = usePlayer(film, totalMs);
  const { conversationId } = recording;
  const messages = useQuery({
    queryKey: ['recording-messages', recording.id],
    queryFn: () =>
      allOf(async (afterSeq) => {
        const query = { afterSeq, limit: 500 };
        const { messages: found, lastSeq } = await api(conversationRoutes.listMessages, {
          ...{ params: { conversationId }, query },
        });
        return { found, lastSeq };
      }),
  });
  // Whoever may not read them gets none; the file itself never has them in it.
  const notes = useQuery({
    queryKey: ['recording-notes', recording.id],
    queryFn: () =>
      allOf(async (afterSeq) => {
        const query = { afterSeq, limit: 500 };
        const { notes: found, lastSeq } = await api(internalNoteRoutes.listInternalNotes, {
          ...{ params: { conversationId }, query },
        });
        return { found, lastSeq };
      }),
  });
  const moments = useMemo(
    () => momentsOf(recording, messages.data ?? [], notes.data ?? []),
    [recording, messages.data, notes.data],
  );
  const name = useVisitorName()(recording);
  const hasPicture = (side: 'visitor' | 'agent') =>
    recording.tracks.some((track) => track.kind === 'video' && track.side === side);
  const agent = agentSeenAt(recording, player.atMs);
  const consulting = consultationsOf(recording).some((one) => one.fromMs <= player.atMs && player.atMs < one.toMs);
  const both = hasPicture('visitor') && hasPicture('agent');
  const source = routeUrl(recordingRoutes.getMixedRecording, { params: { recordingId: recording.id } });
  return (
    <div className="three play">
      <aside className="pane scroll" aria-label={t('player.moments')}>
        <MomentList recording={recording} moments={moments} player={player} />
      </aside>
      <main className="pane mid-pane watch" id="content">
        <Head recording={recording} />
        <figure className="film">
          {/* biome-ignore lint/a11y/useMediaCaption: what was said is not written down */}
          <video
            ref={film}
            src={source}
            preload="metadata"
            playsInline
            aria-label={t('recordings.open', { name, when: '' })}
            onClick={player.toggle}
          />
          {!hasPicture('visitor') && !hasPicture('agent') && <p className="voice-only">{t('player.voiceOnly')}</p>}
          {consulting && (
            // The film stands still there; a still face must not be taken for what was seen.
            <p className="unrecorded" role="status">
              {t('player.unrecorded')}
            </p>
          )}
          {player.broken && (
            <div className="veil" role="alert">
              <b>{t('player.broken')}</b>
              <Button leftSection={<IconRefresh className="icon s" aria-hidden />} onClick={() => film.current?.load()}>
                {t('state.retry')}
              </Button>
            </div>
          )}
          {both && <figcaption>{t('player.visitorCaption', { name })}</figcaption>}
          {both && agent !== null && (
            <figcaption className="two">{t('player.agentCaption', { name: agent })}</figcaption>
          )}
        </figure>
        <Controls player={player} totalMs={totalMs} />
        <Lanes recording={recording} moments={moments} player={player} totalMs={totalMs} />
      </main>
      <aside className="pane scroll" aria-label={t('player.about')}>
        <RecordingFacts recording={recording} />
      </aside>
    </div>
  );
}

function NotYet({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const retry = useRetryRecording();
  return (
    <div className="three play">
      <div className="pane" />
      <main className="pane mid-pane watch" id="content">
        <Head recording={recording} />
        {recording.state === 'capturing' && (
          <Nothing icon={IconPlayerRecord} title={t('player.capturing')} text={t('player.capturingText')} />
        )}
        {(recording.state === 'queued' || recording.state === 'preparing') && (
          <Nothing
            icon={IconClock}
            title={t('player.preparing')}
            text={t(recording.state === 'queued' ? 'player.queuedText' : 'player.preparingText')}
          >
            <RecordingState recording={recording} />
          </Nothing>
        )}
        {recording.state === 'failed' && (
          <Nothing icon={IconMoodEmpty} title={t('player.failed')} text={recording.failure ?? ''}>
            <Button loading={retry.isPending} onClick={() => retry.mutate(recording.id)}>
              {t('recordings.retry')}
            </Button>
          </Nothing>
        )}
        {recording.state === 'empty' && (
          <Nothing icon={IconMoodEmpty} title={t('player.empty')} text={t('player.emptyText')} />
        )}
      </main>
      <div className="pane" />
    </div>
  );
}
