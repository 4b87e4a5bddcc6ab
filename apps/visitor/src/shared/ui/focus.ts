import { useEffect, useRef } from 'preact/hooks';

/** Moves the focus to the heading of a screen that has just come, so that screen readers and keyboards follow. */
export function useHeadingFocus<T extends HTMLElement = HTMLHeadingElement>() {
  const heading = useRef<T>(null);
  useEffect(() => {
    const active = document.activeElement;
    // The first screen of a page is announced by the browser itself; stealing the focus would only be in the way.
    if (document.documentElement.dataset.moved === undefined) {
      document.documentElement.dataset.moved = '';
      if (active === null || active === document.body) return;
    }
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return heading;
}
