export { CallPage } from './CallPage.tsx';
export { CallProvider, useCallOf, useStartCall } from './CallProvider.tsx';
export { DockedCall } from './DockedCall.tsx';
