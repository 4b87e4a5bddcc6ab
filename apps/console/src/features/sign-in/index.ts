export { type EndedReason, SignInPage } from './SignInPage.tsx';
