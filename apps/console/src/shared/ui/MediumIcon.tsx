import { IconMessage, IconPhone, IconVideo } from '@tabler/icons-react';
import type { Medium } from '@visavis/protocol';

const icons = { text: IconMessage, voice: IconPhone, video: IconVideo } as const;

export function MediumIcon({ medium, small = true }: { medium: Medium; small?: boolean }) {
  const Icon = icons[medium];
  return <Icon className={small ? 'icon s' : 'icon'} aria-hidden />;
}
