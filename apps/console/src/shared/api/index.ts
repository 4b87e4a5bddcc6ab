export { type Api, createApi, type RequestParts, routeUrl } from './api.ts';
export { ApiError, type FailureCode, failureCode, fieldFaults } from './api-error.ts';
