/** What tests of handing over have in common. */
import type { TransferTarget } from '@visavis/protocol';
import { expect } from 'vitest';
import type { AgentPrincipal } from '../src/ports/index.ts';
import type { Floor } from './floor.ts';

export const toAgent = (agent: AgentPrincipal): TransferTarget => ({ kind: 'agent', agentId: agent.agentId });
export const blind = { mode: 'blind', note: null } as const;

export const transferScenes = (floorNow: () => Floor) => {
  /** Everybody of this test is a member of a group of its own, so that tests do not see each other's agents. */
  const scene = async () => {
    const floor = floorNow();
    const group = await floor.addGroup('transfers');
    const agent = (name: string, more: object = {}) => floor.addAgent(name, { groups: [group], ...more });
    const ada = await agent('Ada');
    const served = async (by: AgentPrincipal = ada) => {
      const arrival = await floor.arrive('text', group);
      await floor.round();
      const offer = (await floor.ringing(by)).find((one) => one.conversationId === arrival.conversationId);
      if (!offer) throw new Error(`${by.displayName} was not asked`);
      await floor.offers.accept(by.agentId, offer.id);
      return arrival;
    };
    return { group, agent, ada, served };
  };
  return {
    scene,
    async owner(conversationId: string) {
      const { agent, state } = (await floorNow().conversations.find(conversationId)) ?? {};
      return { agent: agent?.displayName ?? null, state };
    },
    loads: (...agents: AgentPrincipal[]) =>
      Promise.all(agents.map(async (agent) => (await floorNow().presence.get(agent.agentId)).loads.text)),
    transferOf: async (agent: AgentPrincipal) => (await floorNow().transfers.listOpenFor(agent.agentId))[0],
    noFaults: async () => expect(await floorNow().faults()).toEqual([]),
  };
};
