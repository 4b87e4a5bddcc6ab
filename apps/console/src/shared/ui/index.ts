export { Avatar } from './Avatar.tsx';
export { RowBones, TableBones, TimelineBones } from './Bones.tsx';
export { Dialog, SideSheet } from './Dialog.tsx';
export { Mark } from './Mark.tsx';
export { MediumIcon } from './MediumIcon.tsx';
export { Failed, Nothing } from './Nothing.tsx';
export { SecretOnce } from './SecretOnce.tsx';
export { useNow } from './use-now.ts';
export { Vip } from './Vip.tsx';
