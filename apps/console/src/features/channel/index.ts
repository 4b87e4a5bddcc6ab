export { ChannelsPage } from './ChannelsPage.tsx';
export { IdentityPage } from './IdentityPage.tsx';
