export { ConsultedList } from './ConsultedList.tsx';
export { ConversationFacts } from './ConversationFacts.tsx';
export { ConversationHead } from './ConversationHead.tsx';
export { ConversationList, FoldedList } from './ConversationList.tsx';
export { OthersList } from './OthersList.tsx';
export { TakenNotice } from './TakenNotice.tsx';
export { Thread } from './Thread.tsx';
export { useConversation } from './use-conversation.ts';
