import type { QueuePlace } from '@visavis/protocol';
import { language, t } from '../../shared/i18n/index.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';

/** What is offered instead of waiting here; `short` where there is little room. Where nobody is being looked for, the first one is the way on. */
export function WaysOut({ queue, short = false }: { queue: QueuePlace; short?: boolean }) {
  const { actions } = useVisit();
  if (queue.options.length === 0 || queue.state === 'ringing') return null;
  const main = queue.searching ? 'btn' : 'btn go';
  return (
    <>
      {queue.options.map((option, index) => {
        const look = index === 0 ? main : 'btn';
        if (option.kind === 'address')
          return (
            <a key="address" class={look} href={option.address} rel="noreferrer" target={targetOf(option.address)}>
              <Icon name="voice" />
              {option.label[language.value]}
            </a>
          );
        return (
          <button key={option.kind} class={look} type="button" onClick={() => actions.openWay(option.kind)}>
            <Icon name={option.kind === 'callback' ? 'callback' : 'doc'} />
            {option.kind === 'message'
              ? t('ways.message')
              : t(queue.searching && !short ? 'ways.callback' : 'ways.callback.closed')}
          </button>
        );
      })}
    </>
  );
}

/** Another page opens beside this one: the place in line is kept. */
const targetOf = (address: string): string | undefined => (address.startsWith('https:') ? '_blank' : undefined);
