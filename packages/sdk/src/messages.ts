/**
 * What the panel (our iframe) and the loader (on the bank's page) say to each other. Both check the origin and the
 * shape of every message; anything else is ignored.
 */
export const panelSource = 'visavis-panel';
export const loaderSource = 'visavis-loader';

export type PanelSize = 'panel' | 'call' | 'large';
export interface PanelState {
  readonly source: typeof panelSource;
  readonly type: 'state';
  readonly unread: number;
  /** A conversation is open. */
  readonly active: boolean;
  /** Somebody rings: the panel should come up. */
  readonly attention: boolean;
}
export type FromPanel =
  | { readonly source: typeof panelSource; readonly type: 'ready' | 'close' | 'who' }
  | { readonly source: typeof panelSource; readonly type: 'size'; readonly size: PanelSize }
  | PanelState;
export type ToPanel = { readonly source: typeof loaderSource; readonly type: 'opened' | 'closed' };

/** The page's answer to `who`. */
export interface Known {
  readonly source: typeof loaderSource;
  readonly type: 'known';
  /** A signed identity; null: nobody in particular. */
  readonly identity: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

const fieldsOf = (data: unknown): Record<string, unknown> | undefined =>
  typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined;

export function isFromPanel(data: unknown): data is FromPanel {
  const fields = fieldsOf(data);
  if (fields?.source !== panelSource) return false;
  switch (fields.type) {
    case 'ready':
    case 'close':
    case 'who':
      return true;
    case 'size':
      return fields.size === 'panel' || fields.size === 'call' || fields.size === 'large';
    case 'state':
      return (
        Number.isSafeInteger(fields.unread) &&
        (fields.unread as number) >= 0 &&
        typeof fields.active === 'boolean' &&
        typeof fields.attention === 'boolean'
      );
    default:
      return false;
  }
}

export function isToPanel(data: unknown): data is ToPanel {
  const fields = fieldsOf(data);
  return fields?.source === loaderSource && (fields.type === 'opened' || fields.type === 'closed');
}

export function isKnown(data: unknown): data is Known {
  const fields = fieldsOf(data);
  const values = fieldsOf(fields?.attributes);
  return (
    fields?.source === loaderSource &&
    fields.type === 'known' &&
    (fields.identity === null || typeof fields.identity === 'string') &&
    values !== undefined &&
    Object.values(values).every((value) => ['string', 'number', 'boolean'].includes(typeof value))
  );
}
