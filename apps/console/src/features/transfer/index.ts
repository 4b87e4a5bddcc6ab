export { HandedOver } from './HandedOver.tsx';
export { TransferBar } from './TransferBar.tsx';
export { TransferButton } from './TransferButton.tsx';
export { TransferNotices } from './TransferNotices.tsx';
