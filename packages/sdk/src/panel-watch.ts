/** Our page speaks while it loads, so silence after this long means that the browser shows something else. */
export const silenceMs = 4_000;

export interface PanelWatch {
  /** The frame has loaded: our page, or the browser's own error. Which one, nobody outside may look. */
  loaded(): void;
  /** Our page spoke. */
  heard(): void;
  stop(): void;
}

/** Calls `onSilent` once when a frame has loaded and our page has not spoken: the browser refused to show it here. */
export function watchPanel(onSilent: () => void): PanelWatch {
  let done = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    done = true;
    clearTimeout(timer);
  };
  return {
    loaded() {
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        done = true;
        onSilent();
      }, silenceMs);
    },
    heard: stop,
    stop,
  };
}
