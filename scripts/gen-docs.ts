// Makes docs/state-machines.md and docs/errors.md from the code, so that the two cannot disagree.
// After a change of a transition table or of the error catalogue:  node scripts/gen-docs.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderTransitions, type TransitionTable } from '../apps/server/src/lib/state-machine.ts';
import { callTransitions } from '../apps/server/src/modules/call/call.ts';
import { callbackTransitions } from '../apps/server/src/modules/callback/callback.ts';
import { conversationTransitions } from '../apps/server/src/modules/conversation/conversation.ts';
import { presenceTransitions } from '../apps/server/src/modules/presence/presence.ts';
import { entryTransitions, offerTransitions } from '../apps/server/src/modules/queue/queue.ts';
import { recordingTransitions } from '../apps/server/src/modules/recording/recording.ts';
import { transferTransitions } from '../apps/server/src/modules/transfer/transfer.ts';
import { errorCatalogue } from '../packages/protocol/src/errors.ts';
import { root } from './progress.mjs';

interface Machine {
  readonly noun: string;
  readonly tables: Readonly<Record<string, TransitionTable<string, string>>>;
  readonly file: string;
}

const machine = (noun: string, file: string, tables: Readonly<Record<string, unknown>>): Machine => ({
  noun,
  file: `apps/server/src/modules/${file}`,
  tables: tables as Machine['tables'],
});

const machines: readonly Machine[] = [
  machine('Conversation', 'conversation/conversation.ts', { '': conversationTransitions }),
  machine('Queue entry and offer', 'queue/queue.ts', {
    'Queue entry': entryTransitions,
    Offer: offerTransitions,
  }),
  machine('Presence', 'presence/presence.ts', { '': presenceTransitions }),
  machine('Call', 'call/call.ts', { '': callTransitions }),
  machine('Transfer', 'transfer/transfer.ts', { '': transferTransitions }),
  machine('Callback', 'callback/callback.ts', { '': callbackTransitions }),
  machine('Recording', 'recording/recording.ts', { '': recordingTransitions }),
];

/** The prose above the code: the first block comment of the file. */
function proseOf(file: string): string {
  const comment = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(readFileSync(join(root, file), 'utf8'))?.[1];
  if (!comment) throw new Error(`${file} does not begin with a comment that explains its states`);
  return comment.replaceAll(/^ \* ?/gm, '');
}

const section = ({ noun, file, tables }: Machine): string => {
  const rendered = Object.entries(tables).map(([name, table]) =>
    [name ? `### ${name}\n\n` : '', renderTransitions(table)].join(''),
  );
  return [`## ${noun}`, `From \`${file}\`.`, `\`\`\`text\n${proseOf(file)}\n\`\`\``, ...rendered].join('\n\n');
};

export const stateMachinesPage = (): string =>
  `${[
    '# State machines',
    'Written from the transition tables by `node scripts/gen-docs.ts`; do not edit. An event that is not in the table of a state changes nothing and is refused. Timers are rows with a deadline, so a restart loses none.',
    ...machines.map(section),
  ].join('\n\n')}\n`;

export const errorsPage = (): string => {
  const rows = Object.entries(errorCatalogue).map(
    ([code, entry]) =>
      `| \`${code}\` | ${entry.status} | ${entry.retryable ? 'yes' : 'no'} | ${entry.reportable ? 'yes' : 'no'} | ${entry.message} |`,
  );
  return `${[
    '# Errors',
    'Written from `packages/protocol/src/errors.ts` by `node scripts/gen-docs.ts`; do not edit.',
    'Over HTTP a failure has the status below and this body; over the socket the same object is `error` in the answer `{ ok: false, error }` of a command, and `data` of a refused connection.',
    '```json\n{ "code": "offer_gone", "message": "…", "retryable": false, "details": {}, "requestId": "…" }\n```',
    '*Again*: the same request may succeed later; wait as `Retry-After` or `details.retryAfterSeconds` says. *Ours*: our fault, written to the error log under the request id. Texts for people are looked up by the code in the apps; `message` is for developers.',
    ['| code | status | again | ours | message |', '|---|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n')}\n`;
};

export const pages: Readonly<Record<string, () => string>> = {
  'docs/state-machines.md': stateMachinesPage,
  'docs/errors.md': errorsPage,
};

if (import.meta.main) for (const [file, page] of Object.entries(pages)) writeFileSync(join(root, file), page());
