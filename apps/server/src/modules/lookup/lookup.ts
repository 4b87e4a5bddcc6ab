/** What a business system is asked, and how its answer is read. */
import type { ConversationId, Language, LookupOutcome, Medium, VisitorAttributes } from '@visavis/protocol';
import type { OutgoingAnswer } from '../../ports/index.ts';

export interface LookupQuestion {
  readonly conversationId: ConversationId;
  readonly visitor: {
    readonly id: string;
    /** The person in the integrator's system; null: not signed in there. */
    readonly externalId: string | null;
    readonly vipLevel: number;
    readonly attributes: VisitorAttributes;
    readonly language: Language;
  };
  readonly channel: { readonly id: string; readonly key: string };
  readonly medium: Medium;
  /** Somebody tries it out: there is no such contact. */
  readonly trial: boolean;
}

export const toBody = (question: LookupQuestion): string =>
  JSON.stringify({ type: 'contact.designation', ...question });

export type ReadAnswer =
  | { readonly kind: 'named'; readonly agent: string }
  | { readonly kind: 'none'; readonly outcome: Exclude<LookupOutcome, 'agent' | 'unknown_agent'> };

const none = (outcome: Exclude<LookupOutcome, 'agent' | 'unknown_agent'>): ReadAnswer => ({ kind: 'none', outcome });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** `{"agent": "grace@bank.example"}` or an agent's id; `{"agent": null}` or 204: nobody in particular. */
export const readAnswer = (answer: OutgoingAnswer): ReadAnswer => {
  switch (answer.kind) {
    case 'timed_out':
      return none('timed_out');
    case 'unreachable':
      return none('unreachable');
    case 'refused':
      return none('address_refused');
    case 'answer': {
      if (answer.status === 204) return none('nobody');
      const body = answer.status === 200 && answer.whole ? parsed(answer.body) : undefined;
      if (typeof body !== 'object' || body === null || !('agent' in body)) return none('bad_answer');
      if (body.agent === null) return none('nobody');
      if (typeof body.agent !== 'string' || body.agent.length === 0 || body.agent.length > 320)
        return none('bad_answer');
      return { kind: 'named', agent: body.agent };
    }
  }
};
