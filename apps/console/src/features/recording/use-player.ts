import { type RefObject, useEffect, useState } from 'react';

export interface Player {
  readonly atMs: number;
  readonly playing: boolean;
  readonly rate: number;
  readonly broken: boolean;
  readonly toggle: () => void;
  readonly seek: (ms: number) => void;
  readonly skip: (ms: number) => void;
  readonly setRate: (rate: number) => void;
}

const arrowMs = 5_000;

/** Drives the film; space plays and pauses, the arrows step, unless somebody types or works a control. */
export function usePlayer(film: RefObject<HTMLVideoElement | null>, totalMs: number): Player {
  const [atMs, setAtMs] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [rate, setRate] = useState(1);
  const [broken, setBroken] = useState(false);

  const seek = (ms: number) => {
    const to = Math.min(Math.max(0, ms), totalMs);
    if (film.current) film.current.currentTime = to / 1000;
    setAtMs(to);
  };
  const skip = (ms: number) => seek((film.current?.currentTime ?? 0) * 1000 + ms);
  const toggle = () => {
    const video = film.current;
    if (!video) return;
    if (video.paused) video.play().catch(() => setBroken(video.error !== null));
    else video.pause();
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the film element is made once with the page
  useEffect(() => {
    const video = film.current;
    if (!video) return undefined;
    let frame = 0;
    const follow = () => {
      setAtMs(video.currentTime * 1000);
      frame = requestAnimationFrame(follow);
    };
    const on: Readonly<Record<string, () => void>> = {
      play: () => {
        setPlaying(true);
        cancelAnimationFrame(frame);
        follow();
      },
      pause: () => {
        setPlaying(false);
        cancelAnimationFrame(frame);
      },
      ended: () => setPlaying(false),
      seeked: () => setAtMs(video.currentTime * 1000),
      error: () => setBroken(true),
      loadeddata: () => setBroken(false),
    };
    for (const [name, run] of Object.entries(on)) video.addEventListener(name, run);
    return () => {
      cancelAnimationFrame(frame);
      for (const [name, run] of Object.entries(on)) video.removeEventListener(name, run);
    };
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('input, textarea, [role="menu"], [role="slider"], [role="dialog"]')) return;
      const onControl = target?.closest('button, a') !== null;
      if (event.code === 'Space' && !onControl) toggle();
      else if (event.code === 'ArrowLeft') skip(-arrowMs);
      else if (event.code === 'ArrowRight') skip(arrowMs);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  return {
    atMs,
    playing,
    rate,
    broken,
    toggle,
    seek,
    skip,
    setRate: (next) => {
      setRate(next);
      if (film.current) film.current.playbackRate = next;
    },
  };
}
