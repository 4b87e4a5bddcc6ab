export { HandedOver } from './HandedOver.tsx';
export { cameBy } from './handed-over.ts';
export { TransferBar } from './TransferBar.tsx';
export { TransferButton } from './TransferButton.tsx';
export { TransferNotices } from './TransferNotices.tsx';
export { useTransfers } from './use-transfers.ts';
