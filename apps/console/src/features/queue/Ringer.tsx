import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useObservable } from '../../shared/desk/index.ts';
import { preferences } from '../../shared/preferences.ts';
import { startChime } from './chime.ts';
import { useRings } from './use-rings.ts';

/** Sound, notification and the two keys for whatever rings. Draws nothing. */
export function Ringer() {
  const { t } = useTranslation();
  const rings = useRings();
  const chosen = useObservable(preferences);
  const first = rings[0];
  const latest = useRef(first);
  latest.current = first;
  const ringing = first !== undefined;

  useEffect(() => {
    if (ringing && chosen.ringSound) return startChime();
    return undefined;
  }, [ringing, chosen.ringSound]);

  const key = first?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one notification per ring, not per redraw
  useEffect(() => {
    if (!first || !chosen.notify || !document.hidden) return undefined;
    if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return undefined;
    const title = t('offer.notification', { medium: t(`medium.${first.medium}`), name: first.name });
    const shown = new Notification(title, { body: first.offer?.preview ?? '', tag: first.key });
    shown.onclick = () => window.focus();
    return () => shown.close();
  }, [key, chosen.notify]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat || !latest.current) return;
      if (event.code !== 'KeyA' && event.code !== 'KeyD') return;
      event.preventDefault();
      void (event.code === 'KeyA' ? latest.current.accept() : latest.current.decline());
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  useEffect(() => {
    if (!first) return undefined;
    const plain = document.title;
    document.title = `● ${first.name} · Visavis`;
    return () => {
      document.title = plain;
    };
  }, [first?.name, first]);
  return null;
}
