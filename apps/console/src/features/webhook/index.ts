export { WebhookPage } from './WebhookPage.tsx';
