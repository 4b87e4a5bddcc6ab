import type { Realtime } from '../../ports/index.ts';
import { createContactRoutes } from './contact-routes.ts';
import { type ContactDeps, createContactService } from './contact-service.ts';
import { contactSocket } from './contact-socket.ts';

export type { ContactService } from './contact-service.ts';

export const createContacts = (deps: ContactDeps & { readonly realtime: Pick<Realtime, 'toChannel'> }) => {
  const contacts = createContactService(deps);
  return { contacts, routes: createContactRoutes(contacts), socket: contactSocket(contacts, deps.realtime) };
};
