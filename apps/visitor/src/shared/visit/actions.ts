import type { ConversationId, RecordingConsent } from '@visavis/protocol';
import type { Visit } from './visit.ts';
import type { CallMedium, StepPurpose } from './visit-state.ts';
import { createWays } from './ways.ts';

/** What a visitor can do, in the words of the screens. */
export function createActions(visit: Visit) {
  const { state, press } = visit;
  const newConversation = () => visit.ports.newId() as ConversationId;
  let consent: RecordingConsent | null = null;
  let lastTyping = 0;

  const asksConsent = () => state.channel.value?.recording === 'ask';
  const knownConsent = () => {
    const { conversation } = state;
    return conversation.value !== null && conversation.value.state !== 'closed'
      ? conversation.value.recordingConsent
      : null;
  };

  function ask(medium: CallMedium, purpose: StepPurpose): void {
    state.failure.value = null;
    consent = knownConsent();
    const kind = asksConsent() && consent === null ? 'consent' : 'devices';
    state.step.value = { kind, medium, purpose };
  }

  return {
    ...createWays(visit),
    /** One of the three large choices. */
    choose(medium: CallMedium | 'text'): void {
      if (medium === 'text') visit.draft((visit.ports.keys.get('written') ?? newConversation()) as ConversationId);
      else ask(medium, 'start');
    },
    escalate: (medium: CallMedium) => ask(medium, 'escalate'),
    accept(): void {
      if (state.call.value !== null) ask(state.call.value.kind, 'answer');
    },
    decline: () =>
      press(async () => {
        if (state.call.value !== null) await visit.online().command('call:decline', { callId: state.call.value.id });
      }),
    consent(answer: RecordingConsent): void {
      consent = answer;
      const step = state.step.value;
      if (step !== null) state.step.value = { ...step, kind: 'devices' };
    },
    /** Back to where the question came from. */
    back(): void {
      const step = state.step.value;
      state.failure.value = null;
      state.full.value = null;
      if (step === null) {
        state.drafting.value = false;
        visit.ports.keys.remove('written');
      } else if (step.purpose === 'answer')
        void this.decline().then(() => {
          state.step.value = null;
        });
      else state.step.value = null;
    },
    /** The devices are there (or the person goes on with fewer): start, ring or answer. */
    go: (medium: CallMedium) =>
      press(async () => {
        const step = state.step.value;
        if (step === null) return;
        await visit.join();
        const recordingConsent = asksConsent() ? consent : null;
        if (step.purpose === 'start') {
          await visit.start(newConversation(), medium, recordingConsent);
        } else if (step.purpose === 'escalate') {
          const conversationId = visit.conversationId();
          visit.takeCall(
            (await visit.online().command('call:start', { conversationId, kind: medium, recordingConsent })).call,
          );
        } else if (state.call.value !== null) {
          const callId = state.call.value.id;
          visit.takeCall((await visit.online().command('call:accept', { callId, recordingConsent })).call);
        }
        state.step.value = null;
      }),
    /** From a question to plain writing. */
    write(): void {
      const step = state.step.value;
      if (step?.purpose === 'answer') this.back();
      else state.step.value = null;
      if (step?.purpose === 'start') this.choose('text');
    },
    changeMedium(medium: CallMedium): void {
      const step = state.step.value;
      if (step !== null) state.step.value = { ...step, medium };
    },
    leave: () =>
      press(async () => {
        const { conversation } = await visit
          .online()
          .command('conversation:leave', { conversationId: visit.conversationId() });
        visit.takeConversation(conversation);
      }),
    again(): void {
      visit.dismiss();
      state.failure.value = null;
    },
    endCall: () =>
      press(async () => {
        if (state.call.value !== null) await visit.online().command('call:end', { callId: state.call.value.id });
      }),
    sendText(text: string): void {
      const words = text.trim();
      if (words === '') return;
      void visit.outbox.add(visit.conversationId(), { kind: 'text', text: words.slice(0, 8_000) });
      lastTyping = 0;
    },
    sendFiles(files: Iterable<File>): void {
      for (const file of files) visit.uploads.add(visit.conversationId(), file);
    },
    /** Called on every key; told to the agent at most every three seconds. */
    typing(now: boolean): void {
      const at = Date.now();
      if (state.conversation.value?.state !== 'active' || (now && at - lastTyping < 3_000)) return;
      lastTyping = now ? at : 0;
      visit
        .online()
        .command('typing:set', { conversationId: visit.conversationId(), typing: now })
        // Only a courtesy: nothing is lost when it does not arrive.
        .catch(() => undefined);
    },
  };
}
export type Actions = ReturnType<typeof createActions>;
