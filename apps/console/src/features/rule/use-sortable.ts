import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';

interface Drag {
  readonly from: number;
  readonly to: number;
  readonly dy: number;
  readonly height: number;
}
interface Start {
  readonly pointerId: number;
  readonly from: number;
  readonly y: number;
  readonly scroll: number;
  /** Middle of each item, and the height of the one that is carried, as they lay when it was taken up. */
  readonly middles: readonly number[];
  readonly height: number;
}

const nearEdge = 56;

const scrollerOf = (element: Element | null): Element | null => {
  let at = element;
  while (at && !/auto|scroll/.test(getComputedStyle(at).overflowY)) at = at.parentElement;
  return at;
};

/**
 * A list whose items are carried by a handle, or moved by the arrow keys while the handle has focus. The list's element
 * children are its items.
 */
export function useSortable(onMove: (from: number, to: number) => void, count: number) {
  const list = useRef<HTMLElement | null>(null);
  const start = useRef<Start | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  /** The place whose handle gets the focus back after the list was drawn anew. */
  const refocus = useRef<number | null>(null);

  const itemsOf = () => [...(list.current?.children ?? [])];
  const end = useCallback(() => {
    start.current = null;
    setDrag(null);
  }, []);
  useEffect(() => {
    if (!drag) return;
    const giveUp = (event: globalThis.KeyboardEvent) => event.key === 'Escape' && end();
    window.addEventListener('keydown', giveUp);
    return () => window.removeEventListener('keydown', giveUp);
  }, [drag, end]);
  useEffect(() => {
    if (refocus.current === null) return;
    const item = list.current?.children[refocus.current];
    refocus.current = null;
    item?.querySelector<HTMLElement>('[data-handle]')?.focus();
  });

  const take = (event: PointerEvent<HTMLElement>, from: number) => {
    if (event.button !== 0) return;
    const boxes = itemsOf().map((item) => item.getBoundingClientRect());
    const box = boxes[from];
    if (!box) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = {
      pointerId: event.pointerId,
      from,
      y: event.clientY,
      scroll: scrollerOf(list.current)?.scrollTop ?? 0,
      middles: boxes.map((each) => each.top + each.height / 2),
      height: box.height,
    };
  };
  const carry = (event: PointerEvent<HTMLElement>) => {
    const began = start.current;
    if (!began || event.pointerId !== began.pointerId) return;
    const scroller = scrollerOf(list.current);
    if (scroller) {
      const { top, bottom } = scroller.getBoundingClientRect();
      if (event.clientY > bottom - nearEdge) scroller.scrollTop += 12;
      else if (event.clientY < top + nearEdge) scroller.scrollTop -= 12;
    }
    const dy = event.clientY - began.y + (scroller?.scrollTop ?? 0) - began.scroll;
    if (!drag && Math.abs(dy) < 4) return;
    const middle = (began.middles[began.from] ?? 0) + dy;
    const to = began.middles.filter((other, index) => index !== began.from && other < middle).length;
    setDrag({ from: began.from, to, dy, height: began.height });
  };
  const drop = () => {
    if (start.current && drag && drag.from !== drag.to) onMove(drag.from, drag.to);
    end();
  };
  const byKey = (event: KeyboardEvent<HTMLElement>, from: number) => {
    const to = event.key === 'ArrowUp' ? from - 1 : event.key === 'ArrowDown' ? from + 1 : from;
    if (to === from) return;
    event.preventDefault();
    if (to < 0 || to >= count) return;
    refocus.current = to;
    onMove(from, to);
  };

  const shift = (index: number): number => {
    if (!drag) return 0;
    if (index === drag.from) return drag.dy;
    if (drag.from < index && index <= drag.to) return -drag.height;
    if (drag.to <= index && index < drag.from) return drag.height;
    return 0;
  };
  return {
    list: (element: HTMLElement | null) => {
      list.current = element;
    },
    dragging: drag?.from ?? null,
    itemStyle: (index: number) => {
      const y = shift(index);
      return drag ? { transform: y === 0 ? undefined : `translateY(${y}px)` } : {};
    },
    handle: (index: number) => ({
      'data-handle': '',
      onPointerDown: (event: PointerEvent<HTMLElement>) => take(event, index),
      onPointerMove: carry,
      onPointerUp: drop,
      onPointerCancel: end,
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => byKey(event, index),
    }),
  };
}
