import { Button } from '@mantine/core';
import { IconBellOff, IconX } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import type { Decline } from '@visavis/protocol';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, useDeskState } from '../../shared/desk/index.ts';
import { clockOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { MediumIcon, useNow, Vip } from '../../shared/ui/index.ts';
import { DeclineMenu } from './DeclineMenu.tsx';
import { type Ring, useRings } from './use-rings.ts';
import { whyMe } from './why-me.ts';

/** What rings, floating over the oldest lines of the conversation. It never takes the focus. */
export function OfferCards() {
  const rings = useRings();
  const endedOffer = useDeskState((desk) => desk.endedOffer);
  if (rings.length === 0 && !endedOffer) return null;
  return (
    <div className="offers">
      {rings.map((ring, index) => (
        <OfferCard key={ring.key} ring={ring} first={index === 0} />
      ))}
      {rings.length === 0 && <EndedOffer />}
    </div>
  );
}

/** The same cards on every page but the work page. */
export function ElsewhereOffers() {
  const { pathname } = useLocation();
  const rings = useRings();
  const endedOffer = useDeskState((desk) => desk.endedOffer);
  if (pathname.startsWith('/work') || (rings.length === 0 && !endedOffer)) return null;
  return (
    <div className="elsewhere">
      {rings.map((ring, index) => (
        <OfferCard key={ring.key} ring={ring} first={index === 0} />
      ))}
      {rings.length === 0 && <EndedOffer />}
    </div>
  );
}

function OfferCard({ ring, first }: { ring: Ring; first: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(250);
  const [busy, setBusy] = useState<'accept' | 'decline' | null>(null);
  const medium = t(`medium.${ring.medium}`);
  const { offer } = ring;
  const run = (what: 'accept' | 'decline', why?: Decline) => {
    setBusy(what);
    void (what === 'accept' ? ring.accept() : ring.decline(why)).finally(() => setBusy(null));
  };
  const words = useTransferWords(ring, medium);
  const line = offer
    ? t('offer.line', { medium, channel: offer.channelName, waited: clockOf(now - Date.parse(offer.waitingSince)) })
    : t('offer.callLine', { medium });
  const why = offer ? whyMe(offer, t, language) : t('offer.callWhy');
  const said = offer?.preview ? `“${offer.preview}”` : '';
  const callback = offer?.callback ? t('callback.offer', { address: offer.callback.address.value }) : '';
  return (
    <section
      className="offer"
      aria-label={words?.label ?? t(offer ? 'offer.label' : 'offer.callLabel', { medium, name: ring.name })}
      aria-live="polite"
    >
      <Countdown leftMs={ring.deadline - now} totalMs={ring.totalMs} />
      <div className="grow">
        <p className="flex">
          <b className="cut">{ring.name}</b>
          <Vip level={ring.vipLevel} />
          <span className="mid cut tabular">{words?.line ?? line}</span>
        </p>
        {!words && (callback || said) && <p className="small mid cut">{callback || said}</p>}
        <p className="small mut cut">{words?.why ?? why}</p>
      </div>
      <div className="offer-acts">
        <Button
          variant="subtle"
          disabled={busy !== null}
          aria-keyshortcuts={first ? 'Alt+D' : undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => run('decline')}
        >
          {t('offer.decline')}
          {first && (
            <span className="kbd" aria-hidden="true">
              Alt D
            </span>
          )}
        </Button>
        {(offer || ring.transfer) && (
          <DeclineMenu name={ring.name} disabled={busy !== null} onDecline={(why) => run('decline', why)} />
        )}
        <Button
          variant="filled"
          loading={busy === 'accept'}
          aria-keyshortcuts={first ? 'Alt+A' : undefined}
          leftSection={<MediumIcon medium={ring.medium} small={false} />}
          onClick={() => run('accept')}
        >
          {t('offer.accept')}
          {first && (
            <span className="kbd" aria-hidden="true">
              Alt A
            </span>
          )}
        </Button>
      </div>
    </section>
  );
}

/** Who hands over, and why. */
function useTransferWords({ transfer, name }: Ring, medium: string) {
  const { t } = useTranslation();
  if (!transfer) return null;
  const from = transfer.from.displayName;
  return {
    label: t('transfer.ring.label', { from, medium, name }),
    line: t(transfer.mode === 'consult' ? 'transfer.ring.consultLine' : 'transfer.ring.line', { from, medium }),
    why: transfer.note
      ? `“${transfer.note}”`
      : t(transfer.mode === 'consult' ? 'transfer.ring.consultWhy' : 'transfer.ring.why', { from }),
  };
}

const around = 2 * Math.PI * 19;

function Countdown({ leftMs, totalMs }: { leftMs: number; totalMs: number }) {
  const { t } = useTranslation();
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  const share = totalMs > 0 ? Math.min(1, Math.max(0, leftMs / totalMs)) : 0;
  return (
    <svg className="count" viewBox="0 0 44 44" role="img" aria-label={t('offer.seconds', { count: seconds })}>
      <circle cx="22" cy="22" r="19" stroke="var(--line)" />
      <circle
        cx="22"
        cy="22"
        r="19"
        stroke="var(--coral)"
        strokeDasharray={`${share * around} ${around}`}
        strokeLinecap="round"
        transform="rotate(-90 22 22)"
      />
      <text x="22" y="27">
        {seconds}
      </text>
    </svg>
  );
}

const tellForMs = 15_000;

function EndedOffer() {
  const { t } = useTranslation();
  const desk = useDesk();
  const endedOffer = useDeskState((desk) => desk.endedOffer);
  const nameOf = useVisitorName();
  useEffect(() => {
    const timer = setTimeout(() => desk.dismissEndedOffer(), tellForMs);
    return () => clearTimeout(timer);
  }, [desk]);
  if (!endedOffer || (endedOffer.state !== 'missed' && endedOffer.state !== 'cancelled')) return null;
  const name = nameOf(endedOffer.offer);
  return (
    <div className="offer gone" role="status">
      <IconBellOff className="icon" aria-hidden />
      <span className="grow">{t(`offer.gone.${endedOffer.state}`, { name })}</span>
      <Button
        variant="subtle"
        aria-label={t('offer.dismiss')}
        onClick={() => desk.dismissEndedOffer()}
        leftSection={<IconX className="icon s" aria-hidden />}
      >
        {t('offer.dismiss')}
      </Button>
    </div>
  );
}
