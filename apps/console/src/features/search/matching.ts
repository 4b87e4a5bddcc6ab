export type FoundGroup = 'conversations' | 'pages' | 'actions' | 'messages';
export interface Found {
  readonly group: FoundGroup;
  readonly key: string;
  readonly label: string;
  readonly text?: string;
  /** The server has matched it already. */
  readonly always?: boolean;
  readonly run: () => void;
}

const order: readonly FoundGroup[] = ['conversations', 'pages', 'actions', 'messages'];

/** What matches every word of the query, in the groups' fixed order; groups without a match are left out. */
export function matching(query: string, all: readonly Found[]): { group: FoundGroup; found: Found[] }[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const fits = (item: Found) => {
    const text = `${item.label} ${item.text ?? ''}`.toLowerCase();
    return item.always === true || words.every((word) => text.includes(word));
  };
  return order
    .map((group) => ({ group, found: all.filter((item) => item.group === group && fits(item)) }))
    .filter(({ found }) => found.length > 0);
}
